"""How fast a compiled step is, against scripts and against other packages; `make bench` runs all.

    python -m benchmarks --only vae,gan --rounds 15

A contestant is a training step on given weights and data. All contestants of a model first prove
that they compute the same losses, on dictated noise and over several updates; then they take turns.
"""
