"""A concept has one name, and a room of that name on every floor.

Whatever is missing on a floor is named here: a kind of term without a printer, a price without an
oracle, an estimator that the program does not know.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from schematic.data.kinds import DATA_KINDS
from schematic.families import FAMILIES, KINDS, Kind
from schematic.rooms import Rooms, module_name

FLOORS = {
    "kinds of term": (
        "schematic.objective.terms",
        "schematic.objective.printing.kinds",
        "schematic.program.terms",
        "schematic.verify.terms",
    ),
    "families": ("schematic.families", "schematic.verify.families"),
    "prices": ("schematic.prices", "schematic.verify.prices"),
    "estimators": (
        "schematic.objective.estimators",
        "schematic.program.estimators",
        "schematic.verify.estimators",
    ),
    "bounds": ("schematic.objective.bounds", "schematic.verify.bounds"),
    "matches": ("schematic.objective.matches", "schematic.verify.matches"),
}


def rooms(package: str) -> set[str]:
    path = import_module(package).__path__
    return {m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")}


@pytest.mark.parametrize("concept", FLOORS)
def test_every_floor_has_every_room(concept: str) -> None:
    first, *others = FLOORS[concept]
    for other in others:
        assert rooms(other) == rooms(first), f"{concept}: {other} against {first}"


def test_a_thing_is_found_by_its_name() -> None:
    for name in FAMILIES:
        assert FAMILIES[name].name == name
        assert module_name(name) in FAMILIES.modules
    with pytest.raises(KeyError):
        FAMILIES["Nobody"]
    with pytest.raises(KeyError):
        FAMILIES["normal"]


def test_every_kind_of_value_has_a_row_and_a_family() -> None:
    assert set(KINDS) == set(Kind)
    for kind, row in KINDS.items():
        assert kind in FAMILIES[row.family].kinds


def test_every_kind_of_value_says_what_its_data_are() -> None:
    assert set(DATA_KINDS) == {kind.value for kind in Kind if kind is not Kind.LABEL}
    assert {name: DATA_KINDS[name].name for name in DATA_KINDS} == {n: n for n in DATA_KINDS}


def test_a_file_that_defines_nothing_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "empty_rooms"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "one.py").write_text("THING = 3\n")
    (folder / "two.py").write_text("")
    import sys

    sys.path.insert(0, str(tmp_path))
    try:
        table: Rooms[int] = Rooms("empty_rooms", "THING", int)
        assert table["one"] == 3
        assert list(table.words) == ["one", "two"]
        with pytest.raises(TypeError, match=r"empty_rooms\.two must define THING of type int"):
            table["two"]
    finally:
        sys.path.remove(str(tmp_path))


def test_names_and_modules() -> None:
    pairs = {
        "ContinuousBernoulli": "continuous_bernoulli",
        "total-variation": "total_variation",
        "log": "log",
    }
    assert {name: module_name(name) for name in pairs} == pairs
