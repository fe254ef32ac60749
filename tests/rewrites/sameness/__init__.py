"""When two schematics are the same, and what differs otherwise."""
