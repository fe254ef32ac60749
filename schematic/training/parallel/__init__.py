"""Several processes that torchrun started → one training, on one batch.

Where there is but one process, only `world`, `launched` and `spread` are imported.
"""
