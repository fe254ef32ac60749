"""What users hold: data, with deriving and rewriting behind a dot."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

import schematic
from schematic.graph import schematic as data
from schematic.objective import Objective, derive
from schematic.once import once
from schematic.resources import zoo


@pytest.fixture
def gan() -> schematic.Schematic:
    return schematic.load(zoo()["gan"])


def test_the_data_know_nothing_of_what_stands_above_them() -> None:
    assert not {"objective", "rewrite"} & set(dir(data.Schematic))


def test_the_objective_is_derived_once(gan: schematic.Schematic) -> None:
    assert isinstance(gan.objective, Objective)
    assert gan.objective is gan.objective is derive(gan) is schematic.derive(gan)


def test_the_checks_have_derived_it_already(
    gan: schematic.Schematic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schematic.objective.rule.Pool", None)
    assert gan.objective.players
    with pytest.raises(TypeError):
        _ = replace(gan, name="Other").objective


def test_what_is_rewritten_can_be_rewritten(gan: schematic.Schematic) -> None:
    vae = gan.rewrite("add code z").rewrite("swap processes | degenerate y | drop y")
    assert isinstance(vae, schematic.Schematic)
    assert vae.name == "VAE"


def test_it_is_the_data_it_holds(gan: schematic.Schematic) -> None:
    plain = data.Schematic(**{f.name: getattr(gan, f.name) for f in fields(gan)})
    assert plain == gan
    assert gan == plain
    assert hash(plain) == hash(gan)
    assert schematic.equal(plain, gan)
    assert not isinstance(plain, schematic.Schematic)


def test_it_is_frozen(gan: schematic.Schematic) -> None:
    for name in ("name", "objective", "anything"):
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(gan, name, None)


def test_replacing_forgets_what_was_computed(gan: schematic.Schematic) -> None:
    other = replace(gan, title=None)
    assert isinstance(other, schematic.Schematic)
    assert other.objective is not gan.objective
    assert other.objective.schematic.title is None


def test_once_is_once_for_each_object() -> None:
    calls: list[object] = []

    class Thing:
        pass

    @once
    def number_of(thing: Thing) -> int:
        calls.append(thing)
        return len(calls)

    one, other = Thing(), Thing()
    assert [number_of(one), number_of(other), number_of(one)] == [1, 2, 1]
    assert calls == [one, other]


def test_every_public_name_is_there() -> None:
    pytest.importorskip("torch")  # `compile` is one of the names
    for name in schematic.__all__:
        assert getattr(schematic, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        _ = schematic.nothing


def test_errors_survive_pickling() -> None:
    with pytest.raises(schematic.SchematicError) as caught:
        schematic.parse("model")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
