"""The oracle's law of each family, a file each, named as in `schematic/families/`.

They are written from textbooks and `torch.distributions`, and not from the emitted kernels, so that
each checks the other. `schematic.verify.worlds.family_oracle` says what such a file defines.
"""
