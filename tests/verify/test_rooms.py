"""Everything that users extend has an oracle, and what has none is said."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator

import pytest

from schematic.families import FAMILIES
from schematic.graph.attributes import ATTRIBUTES, LOSSES
from schematic.objective.terms import Body
from schematic.rooms import Rooms
from schematic.verify import Verdict, verify, write_text
from schematic.verify.expectation import TERM_ORACLES
from schematic.verify.oracles import MissingOracleError, oracle
from schematic.verify.paper.meetings import MEETINGS
from schematic.verify.paper.payoffs import PRICE_ORACLES
from schematic.verify.worlds.family_oracle import FAMILY_ORACLES
from tests.verify.programs import load


def test_every_family_has_an_oracle() -> None:
    assert set(FAMILY_ORACLES) == set(FAMILIES)


def test_every_price_has_an_oracle() -> None:
    assert set(PRICE_ORACLES) == set(LOSSES)


def test_every_kind_of_term_has_an_oracle() -> None:
    assert set(TERM_ORACLES) == {kind.__name__ for kind in kinds_below(Body)}


def kinds_below(body: type[Body]) -> Iterator[type[Body]]:
    """The kinds of terms, when their files are imported."""
    for kind in body.__subclasses__():
        if not inspect.isabstract(kind):
            yield kind
        yield from kinds_below(kind)


def test_every_match_has_an_oracle() -> None:
    assert set(MEETINGS) == set(re.findall(r"`([\w-]+)`", ATTRIBUTES["match"].takes))


@pytest.mark.parametrize(
    ("rooms", "room", "program"),
    [
        (FAMILY_ORACLES, "laplace", "laplace_code"),
        (FAMILY_ORACLES, "normal", "vae"),
        (PRICE_ORACLES, "hinge", "hinge_gan"),
        (TERM_ORACLES, "divergence", "vae"),
        (MEETINGS, "kl", "vae"),
    ],
)
def test_a_missing_oracle_is_a_row_that_fails(
    rooms: Rooms[object], room: str, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "_found", {k: v for k, v in rooms._found.items() if k != room})
    monkeypatch.setattr(rooms, "_named", {})
    monkeypatch.setitem(sys.modules, f"{rooms.package}.{room}", None)
    receipt = verify(load(program), draws=0)
    path = f"{rooms.package.replace('.', '/')}/{room}.py"
    assert not receipt.passed
    assert any(row.verdict is Verdict.FAIL and path in row.note for row in receipt.rows)
    assert f"write {path}" in write_text(receipt)


def test_an_unknown_name_is_an_error_that_names_the_file() -> None:
    with pytest.raises(MissingOracleError, match=r"write schematic/verify/families/poisson\.py"):
        oracle(FAMILY_ORACLES, "Poisson")
    with pytest.raises(MissingOracleError, match=r"energy_distance\.py"):
        oracle(PRICE_ORACLES, "energy-distance")
