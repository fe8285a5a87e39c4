"""The package ``azure-ai-voicelive``, which speaks Azure's Voice Live dialect."""
