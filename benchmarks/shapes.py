"""A number of nodes → a large well-formed spec of some shape, as text.

Each shape is regular, so that what a stage takes at twice the size says how it grows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

LAYER = 10
"""How many nodes stand beside one another in a layer of `layers`."""


def chain(nodes: int) -> str:
    """A hierarchical VAE, bottom up: every code is inferred from the one below it."""
    rows = ["model Chain", "visible x0 : real[4] ~ data"]
    for i in range(1, nodes):
        law = " ~ Normal(0, 1)" if i == nodes - 1 else ""
        rows += [
            f"latent x{i} : real[4]{law}",
            f"x{i} -> x{i - 1} ~ Normal(G{i}[θ], 1)",
            f"x{i - 1} ..> x{i} ~ E{i}[η]",
        ]
    return _text(rows)


def ladder(nodes: int) -> str:
    """A hierarchical VAE, top down: every code is inferred from the data and the one above it."""
    rows = ["model Ladder", "visible x0 : real[4] ~ data"]
    for i in range(1, nodes):
        top = i == nodes - 1
        rows += [
            f"latent x{i} : real[4]{' ~ Normal(0, 1)' if top else ''}",
            f"x{i} -> x{i - 1} ~ Normal(G{i}[θ], 1)",
            f"x0{'' if top else f', x{i + 1}'} ..> x{i} ~ E{i}[η]",
        ]
    return _text(rows)


def star(nodes: int) -> str:
    """One code that generates many data nodes, and is inferred from all of them together."""
    data = [f"x{i}" for i in range(1, nodes)]
    rows = ["model Star", "latent z : real[4] ~ Normal(0, 1)"]
    rows += (f"visible {x} : real[4] ~ data" for x in data)
    rows += (f"z -> {x} ~ Normal(G_{x}[θ], 1)" for x in data)
    return _text([*rows, f"{', '.join(data)} ..> z ~ E[η]"])


def pairs(nodes: int) -> str:
    """As many VAEs beside one another, of two nodes each."""
    rows = ["model Pairs"]
    for i in range(nodes // 2):
        rows += [
            f"visible x{i} : real[4] ~ data",
            f"latent z{i} : real[2] ~ Normal(0, 1)",
            f"z{i} -> x{i} ~ Normal(G{i}[θ], 1)",
            f"x{i} ..> z{i} ~ E{i}[η]",
        ]
    return _text(rows)


def layers(nodes: int) -> str:
    """A hierarchy of full layers: every node has the whole layer above it as its parents."""
    found = [
        [f"x{depth}_{i}" for i in range(LAYER)] for depth in range(max(2, round(nodes / LAYER)))
    ]
    rows = ["model Layers", *(f"visible {x} : real[4] ~ data" for x in found[0])]
    for below, here in itertools.pairwise(found):
        law = " ~ Normal(0, 1)" if here is found[-1] else ""
        rows += (f"latent {x} : real[4]{law}" for x in here)
        rows += (f"{', '.join(here)} -> {x} ~ Normal(G_{x}[θ], 1)" for x in below)
        rows += (f"{', '.join(below)} ..> {x} ~ E_{x}[η]" for x in here)
    return _text(rows)


def games(nodes: int) -> str:
    """As many GANs beside one another, of three nodes and two players each."""
    rows = ["model Games"]
    for i in range(nodes // 3):
        rows += [
            f"visible x{i} : real[4] ~ data",
            f"latent z{i} : real[2] ~ Normal(0, 1)",
            f"indicator y{i} : {{fake, real}}",
            f"z{i} ..|> x{i} = G{i}[θ{i}]",
            f"x{i} -!> y{i} ~ D{i}[φ{i}]",
        ]
    return _text(rows)


def machine(nodes: int) -> str:
    """A Helmholtz machine of many layers, which wakes and sleeps."""
    rows = ["model Machine", "visible h0 : binary[4] ~ data"]
    for i in range(1, nodes):
        law = " ~ Bernoulli(0.5)" if i == nodes - 1 else ""
        rows += [
            f"latent h{i} : binary[4]{law}",
            f"h{i} -> h{i - 1} ~ G{i}[θ]",
            f"h{i - 1} ..> h{i} ~ R{i}[λ]",
        ]
    return _text([*rows, "train wake-sleep"])


def _text(rows: Iterator[str] | list[str]) -> str:
    return "\n".join(rows) + "\n"


SHAPES: Mapping[str, Callable[[int], str]] = {
    shape.__name__: shape for shape in (chain, ladder, star, pairs, layers, games, machine)
}
"""The shapes by name."""
