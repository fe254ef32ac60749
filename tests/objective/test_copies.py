"""Copies: the axes along which draws repeat the batch, and the noise that they share."""

from __future__ import annotations

import pytest

from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.copies import (
    Axis,
    Layout,
    copies_of,
    layouts_of,
    noise_copies,
    sharing,
    sharing_of,
    values_of,
)
from schematic.pipeline import load

HEAD = """
visible x : binary[3] ~ data
latent  c : cat[3] ~ Categorical
latent  b : binary[2] ~ Bernoulli(0.3)
latent  z : real[1] ~ Normal(0, 1)
c, b, z -> x ~ G[θ]
"""


def made(arrows: str, tmp_path_factory: pytest.TempPathFactory) -> Schematic:
    path = tmp_path_factory.mktemp("specs") / "spec.sgm"
    path.write_text(HEAD + arrows, encoding="utf-8")
    return load(path)


CHAIN = """
x ..> c ~ C[η] {gradient = enumerate}
x, c ..> z ~ E[η] {samples = 2}
x, z ..> b ~ F[η] {gradient = enumerate}
"""
SIDE_BY_SIDE = """
x ..> c ~ C[η] {gradient = enumerate}
x ..> b ~ F[η] {gradient = enumerate}
x ..> z ~ E[η] {samples = 2}
"""
SAMPLED = """
x ..> c ~ C[η] {gradient = score, samples = 2}
x ..> b ~ F[η] {gradient = score, samples = 2}
x, b ..> z ~ E[η] {samples = 3}
"""


@pytest.mark.parametrize(
    ("arrows", "copies", "shared"),
    [
        (CHAIN, {"c": 3, "z": 6, "b": 24}, {"z": (2, 3)}),
        (SIDE_BY_SIDE, {"c": 3, "b": 12, "z": 24}, {"z": (2, 12)}),
        (SAMPLED, {"c": 2, "b": 2, "z": 6}, {}),
    ],
    ids=["a chain", "side by side", "sampled"],
)
def test_how_often_draws_repeat_the_batch(
    arrows: str,
    copies: dict[str, int],
    shared: dict[str, tuple[int, ...]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    objective = derive(made(arrows, tmp_path_factory))
    assert copies_of(objective) == {"x": 1, **copies}
    assert sharing_of(objective) == shared


def test_noise_is_made_for_samples_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    objective = derive(made(CHAIN, tmp_path_factory))
    assert noise_copies(objective, layouts_of(objective)["z"], "z") == 2


ENUMERATED, SAMPLES = Axis("c", 3, enumerated=True), Axis("z", 2, enumerated=False)


@pytest.mark.parametrize(
    ("axes", "drawn", "sizes"),
    [
        ((), (), ()),
        ((SAMPLES,), (True,), ()),
        ((ENUMERATED,), (False,), (1, 3)),
        ((SAMPLES, ENUMERATED), (True, False), (2, 3)),
        ((ENUMERATED, SAMPLES), (False, True), (1, 3, 2, 1)),
        ((ENUMERATED, ENUMERATED, SAMPLES, SAMPLES), (False, False, True, True), (1, 9, 4, 1)),
    ],
)
def test_sizes_are_in_turn_of_own_and_of_shared_noise(
    axes: tuple[Axis, ...], drawn: tuple[bool, ...], sizes: tuple[int, ...]
) -> None:
    assert sharing(Layout(axes), drawn) == sizes


def test_only_classes_and_bits_have_finitely_many_values(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    nodes = made(CHAIN, tmp_path_factory).nodes
    assert {name: values_of(node) for name, node in nodes.items()} == {
        "x": 8,
        "c": 3,
        "b": 4,
        "z": None,
    }
