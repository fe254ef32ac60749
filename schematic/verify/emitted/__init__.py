"""The emitted code → rows: its losses on every combination of noise, and under random noise."""
