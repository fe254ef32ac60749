"""What SECURITY.md promises of a stranger's spec, data and emitted file."""
