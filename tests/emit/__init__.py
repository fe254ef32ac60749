"""The emitted source: it reads well, runs alone, and is what runs in-process."""
