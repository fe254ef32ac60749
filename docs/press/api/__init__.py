"""The public names of the package → the reference of its interface, docs/api.md."""
