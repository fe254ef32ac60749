"""The changes of training batches, a file each. `batch_change.BATCH_CHANGES` finds them."""
