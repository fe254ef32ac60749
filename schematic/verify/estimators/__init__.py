"""What the oracle knows of each estimator of gradients, a file for each word of `gradient`.

`schematic.verify.emitted.estimator_oracle` says what such a file defines.
"""
