"""The identities of the papers, and when they do not apply."""
