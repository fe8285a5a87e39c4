"""The client of the package livekit-plugins-openai."""
