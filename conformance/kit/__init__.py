"""Helps authors of adapters: project templates, and a linter for the protocol."""
