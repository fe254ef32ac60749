"""The documentation says what the code does: pages, pictures, links, commands, references."""
