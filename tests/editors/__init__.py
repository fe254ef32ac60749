"""What editors are given beside the language server."""
