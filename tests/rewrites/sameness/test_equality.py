"""Notation and names do not count; all else is told."""

from __future__ import annotations

import pytest

import schematic
from schematic.rewrites.sameness.equality import difference, equal

HEAD = "visible x : real[3] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("z -> x ~ G[θ]\nx ..> z ~ E[η]", "x ..> z ~ Normal(E[b])\nz -> x ~ Normal(D[a])"),
        ("z -> x ~ G[θ]\nx ..> z ~ E[η] {beta = 1}", "z -> x ~ G[θ]\nx ..> z ~ E[η]"),
        ("z -> x ~ G[θ]\nx ..> z ~ E[η]\nnet E = mlp(3)", "z -> x ~ G[θ]\nx ..> z ~ E[η]"),
    ],
)
def test_notation_does_not_count(one: str, other: str) -> None:
    assert equal(schematic.parse(HEAD + one), schematic.parse(HEAD + other))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("x ..> z ~ E[η]", "x ..> z ~ E[θ]", "shared differently"),
        ("x ..> z ~ E[η]", "x ..> z ~ Laplace(E[η])", "Laplace"),
        ("x ..> z ~ E[η]", "x ..> z ~ E[η] {beta = 4}", "beta = 4"),
        ("x ..> z ~ E[η]", "", "only the first has `x ..> z ~ E[η]`"),
    ],
)
def test_what_differs_is_told(one: str, other: str, told: str) -> None:
    texts = (f"{HEAD}z -> x ~ G[θ]\n{line}\n" for line in (one, other))
    a, b = map(schematic.parse, texts)
    assert not equal(a, b)
    assert any(told in text for text in difference(a, b))


def test_order_of_parents_counts_only_where_a_shared_net_tells() -> None:
    head = "visible x : real[2] ~ data\nvisible c : real[2] ~ data\nlatent z : real[2]\n"
    head += "latent u : real[2]\n"
    same = "x, c ..|> z = E[η]\nz -> x ~ G[θ]\nz, u -> c ~ H[θ]\n"
    first = schematic.parse(head + same + "x, c ..|> u = F[η]\n")
    second = schematic.parse(head + same + "c, x ..|> u = F[η]\n")
    assert equal(first, second)
    shared = schematic.parse(head + same + "x, c ..|> u = E[η]\n")
    crossed = schematic.parse(head + same + "c, x ..|> u = E[η]\n")
    assert not equal(shared, crossed)


def test_sizes_and_layers() -> None:
    narrow = schematic.parse(HEAD + "z -> x ~ G[θ]\nx ..> z ~ E[η]\nnet G = mlp(8)\n")
    wide = schematic.parse((HEAD + "z -> x ~ G[θ]\nx ..> z ~ E[η]\n").replace("[2]", "[4]"))
    assert not equal(narrow, wide)
    assert equal(narrow, wide, sizes=False)
    assert difference(narrow, wide) == [
        "`z`: latent real[2] ~ Normal(0, 1) against latent real[4] ~ Normal(0, 1)"
    ]
    deep = schematic.parse(HEAD + "z -> x ~ G[θ]\nx ..> z ~ E[η]\nnet G = mlp(8, 8)\n")
    assert difference(narrow, deep) == []
    assert difference(narrow, deep, nets=True) == ["net G: mlp(8) against mlp(8, 8)"]
