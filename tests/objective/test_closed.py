"""Which KL is exact, and which must be sampled."""

from __future__ import annotations

import pytest

from schematic.graph import Distribution
from schematic.objective.closed import closed_form, estimator_of
from schematic.objective.match import meeting_of
from schematic.objective.passes import find_passes
from schematic.objective.terms import Estimator
from tests.objective.specs import DATA, arrow, spec, unchecked


def laws(q: str, p: str, kind: str = "real[2]") -> tuple[Distribution, object]:
    """The law of a dashed arrow, and the prior that it meets."""
    schematic = unchecked(DATA + f"latent z : {kind} ~ {p}\nx ..> z ~ {q}\n")
    return arrow(schematic, "x ..> z").law, schematic.nodes["z"].law


@pytest.mark.parametrize(
    ("q", "p", "kernel"),
    [
        ("Normal(E[η])", "Normal(0, 1)", "normal_kl"),
        ("Normal(E[η])", "Normal(0, 2)", "normal_kl_at"),
        ("Normal(E[η], 1)", "Normal(0, 1)", "normal_kl_scale"),
    ],
)
def test_a_row_for_numbers(q: str, p: str, kernel: str) -> None:
    row = closed_form(*laws(q, p))
    assert row is not None
    assert row.kernel == kernel


@pytest.mark.parametrize(
    ("q", "p"), [("Laplace(E[η])", "Normal(0, 1)"), ("Normal(E[η])", "Laplace(0, 1)")]
)
def test_two_families_have_none(q: str, p: str) -> None:
    assert closed_form(*laws(q, p)) is None


def test_data_have_none() -> None:
    schematic = spec("ali")
    assert closed_form(arrow(schematic, "x ..> z").law, schematic.nodes["x"].law) is None


def estimators(name: str) -> dict[str, Estimator]:
    schematic = spec(name)
    (run,) = find_passes(schematic)
    found = {}
    for factor in run.inferred.values():
        meeting = meeting_of(schematic, factor)
        assert meeting is not None
        found[factor.child] = estimator_of(factor, meeting.prior, run)
    return found


def test_a_prior_that_is_inferred_from_the_node_is_sampled() -> None:
    assert estimators("hvae") == {"h": Estimator.SAMPLED, "z": Estimator.CLOSED}


def test_a_prior_that_is_not_keeps_its_closed_form() -> None:
    assert set(estimators("hvae_weights").values()) == {Estimator.CLOSED}
