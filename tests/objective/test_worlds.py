"""Every pass in every branch of y, and what is scored and matched there."""

from __future__ import annotations

import pytest

from schematic.objective.draws import Pool
from schematic.objective.match import meeting_of
from schematic.objective.worlds import World, ancestors, worlds_of
from tests.objective.specs import DATA, LABEL, PRIOR, arrow, spec, unchecked

X, Z = frozenset({"x"}), frozenset({"z"})


def worlds(name: str) -> tuple[World, ...]:
    return worlds_of(Pool(spec(name)))


def branches(name: str) -> list[int | None]:
    return [world.branch for world in worlds(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vae", [None]),
        ("gan", [0, 1]),
        ("vaegan", [1, 0]),
        ("ali", [1, 0]),
        ("ada", [1, 0]),
        ("aavae", [1, 0]),
        ("aavae_degenerate", [1]),
    ],
)
def test_branches(name: str, expected: list[int | None]) -> None:
    assert branches(name) == expected


def test_the_real_side_of_a_gan_is_a_pass_of_its_own() -> None:
    fake, real = worlds("gan")
    assert (fake.judged, fake.cut) == (frozenset(), frozenset())
    assert (real.judged, real.cut) == (X, X)
    assert fake.values["x"] == "x_fake"
    assert real.values["x"] == "x"
    assert fake.values["z"] == real.values["z"] == "z"


def test_y_that_is_inferred_weighs_real_and_generated() -> None:
    real, fake = worlds("aavae")
    assert real.weigher is not None
    assert fake.weigher is not None
    assert (real.weigher.given, fake.weigher.given) == (("x",), ("x_generated",))
    assert fake.values == {"x": "x_generated", "z": "z_generated"}


def test_the_perfect_discriminator_weighs_nothing() -> None:
    (world,) = worlds("aavae_degenerate")
    assert world.weigher is None


def test_data_that_generation_does_not_read_are_missing_there() -> None:
    real, fake = worlds("aacvae")
    assert real.values.keys() >= {"t", "c", "x"}
    assert "t" not in fake.values
    assert fake.values["c"] == "c"


def test_a_solid_arrow_is_scored_where_its_child_is_a_root() -> None:
    schematic = spec("vaegan")
    real, fake = worlds_of(Pool(schematic))
    generator = arrow(schematic, "z -> x")
    assert real.scores(schematic, generator)
    assert not fake.scores(schematic, generator)


def test_on_a_real_side_a_scored_arrow_touches_judged_data() -> None:
    text = DATA + PRIOR + LABEL + "visible v : real[2] ~ data\nvisible u : real[2] ~ data\n"
    text += "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> z ~ Q[η]\nx -> v ~ V[η]\nu -> v ~ U[η]\n"
    schematic = unchecked(text)
    fake, real = worlds_of(Pool(schematic))
    scored = {str(f)[:6]: (fake.scores(schematic, f), real.scores(schematic, f))
              for f in schematic.factors if not (f.dashed or f.red)}  # fmt: skip
    assert scored == {
        "x -> z": (True, False),  # z is latent
        "x -> v": (True, True),
        "u -> v": (True, False),  # it touches nothing that is judged
    }


def test_an_arrow_whose_node_has_no_draw_is_not_scored() -> None:
    schematic = spec("ada")
    source, target = worlds_of(Pool(schematic))
    classifier = arrow(schematic, "x -> t")
    assert source.scores(schematic, classifier)
    assert not target.scores(schematic, classifier)


def test_on_a_real_side_is_matched_what_is_inferred_from_cut_data() -> None:
    text = DATA + PRIOR + LABEL + "latent h : real[2] ~ Normal(0, 1)\n"
    text += "latent w : real[2] ~ Normal(0, 1)\nvisible u : real[2] ~ data\n"
    text += "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nx ..> h ~ E[η]\nu ..> w ~ F[η]\n"
    schematic = unchecked(text)
    fake, real = worlds_of(Pool(schematic))
    for written, expected in (("x ..> h", (True, True)), ("u ..> w", (True, False))):
        meeting = meeting_of(schematic, arrow(schematic, written))
        assert meeting is not None
        assert (fake.matches(meeting), real.matches(meeting)) == expected


def test_ancestors_reach_through_what_is_inferred() -> None:
    schematic = spec("hvae")
    inferred = schematic.dashed_into
    assert ancestors(inferred, "z") == {"h", "x"}
    assert ancestors(inferred, "h") == {"x"}
    assert ancestors(inferred, "x") == set()
    assert ancestors(spec("ali").dashed_into, "x") == {"x", "z"}
