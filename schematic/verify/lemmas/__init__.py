"""Player → the identities of the paper that its objective must obey, each a file."""
