"""The client of the package openai-agents."""
