"""What completes words in a shell: a file for each shell, which defines `SHELL`."""
