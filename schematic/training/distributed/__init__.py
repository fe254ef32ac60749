"""Several processes that torchrun started train as one, on one batch.

Where there is one process only, `processes`, `torchrun` and `parallel_strategy` are all that is
imported.
"""
