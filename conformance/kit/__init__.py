"""Help for authors of adapters: project templates, and a lint of the protocol."""
