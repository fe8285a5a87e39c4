"""The client of the package strands-agents."""
