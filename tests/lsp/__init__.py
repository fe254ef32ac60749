"""The language server, over the wire."""
