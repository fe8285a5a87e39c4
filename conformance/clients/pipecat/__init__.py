"""The client of the package pipecat-ai."""
