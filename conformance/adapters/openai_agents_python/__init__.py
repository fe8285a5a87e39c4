"""The package ``openai-agents``: what its WebSocket model reads and sends."""
