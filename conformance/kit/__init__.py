"""What an adapter's author starts from and checks with: project templates, and a lint of the protocol."""
