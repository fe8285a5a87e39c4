"""The suite that users run: golden vectors, generated payloads and hostile input as pytest items."""
