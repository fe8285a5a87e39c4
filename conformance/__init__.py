"""A portable conformance suite for implementations of the OpenAI Realtime API wire format."""

__version__ = "0.1.0"
