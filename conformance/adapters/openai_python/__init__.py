"""The official package ``openai``: what its connection does with a frame, and what its types validate."""
