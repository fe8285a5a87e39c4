"""The package ``pipecat-ai``: its classes of events."""
