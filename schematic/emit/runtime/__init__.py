"""What makes the steps of an emitted model fast: a lean Adam, and steps that are one graph.

`schematic.compile` puts these classes around the emitted one, and `sgm compile --fast` copies them
into a file beside it. The model's own file knows nothing of them.
"""
