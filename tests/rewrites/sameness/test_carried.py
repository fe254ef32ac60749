"""Which parent an invertible net carries is part of what a schematic is."""

from __future__ import annotations

import schematic
from schematic.rewrites.sameness.canonical_form import canonical_form

TEXT = """
visible x : real[2] ~ data
visible c : real[2] ~ data
latent  u : real[2]
latent  z : real[2] ~ Normal(0, 1)
x ..> u ~ E[η]
u, x, c ..|> z = A[η]
z -> x ~ Normal(G[θ], 1)
net A = autoregressive(8)
"""


def form(text: str) -> object:
    return canonical_form(schematic.parse(text))


def test_conditions_have_no_order_and_what_is_carried_does() -> None:
    assert form(TEXT) == form(TEXT.replace("u, x, c", "u, c, x"))
    assert form(TEXT) != form(TEXT.replace("autoregressive", "coupling"))
    assert form(TEXT.replace("u, x, c", "c, u, x")) != form(TEXT)
    assert form(TEXT.replace("(8)", "(16)")) == form(TEXT)
