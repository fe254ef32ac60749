"""The distances of samples from data, a file each; `distance.py` says what one is."""
