"""The client of the package pydantic-ai."""
