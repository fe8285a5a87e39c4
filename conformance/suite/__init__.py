"""What users run: the golden vectors, generated payloads and hostile input as pytest items."""
