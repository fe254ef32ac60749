"""The functions that emitted models are written with, one file a concept.

The emitter copies those that a model uses, as text. The first axis is the batch. A density (`_nll`)
or a divergence (`_kl`) returns one value an example, [B]: the sum over a node's elements, in nats.
Its `_mean` returns the mean of these over the batch, a scalar, in one reduction instead of two. A
`_draw` turns base noise into a sample, and a `_prior` does so for a law of numbers alone; both make
the noise themselves where none is given.
"""
