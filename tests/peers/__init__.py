"""Losses and gradients against packages that someone else wrote; `make peers` runs them."""
