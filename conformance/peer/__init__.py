"""Peers over WebSocket: driving a server by scenarios, and the reference server."""
