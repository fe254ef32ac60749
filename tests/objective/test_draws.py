"""Each value is drawn once, under one name, and says where it comes from."""

from __future__ import annotations

import pytest

from schematic.objective.draws import Pool, generate, infer, is_missing
from schematic.objective.passes import find_passes
from schematic.objective.terms import Origin, Phase
from tests.objective.specs import DATA, LABEL, PRIOR, spec, unchecked


def names(program: str) -> list[str]:
    from schematic.objective.rule import derive

    return [draw.name for draw in derive(spec(program)).draws]


@pytest.mark.parametrize(
    ("program", "expected"),
    {
        "gan": ["z", "x_fake", "x"],
        "aae": ["x", "z", "z_prior"],
        "ada": ["z_source", "t", "x_source", "z_target", "x_target"],
        "aavae": ["x", "z", "z_prior", "x_generated", "z_generated"],
        "helmholtz1": ["x", "h", "h_sleep", "x_sleep"],
    }.items(),
)
def test_names_say_what_is_special(program: str, expected: list[str]) -> None:
    assert names(program) == expected


def test_equal_draws_are_one() -> None:
    schematic = spec("gan")
    pool, (run,) = Pool(schematic), find_passes(schematic)
    first = infer(pool, schematic, run)
    made = dict(pool.draws)
    assert infer(pool, schematic, run) == first
    assert pool.draws == made


def test_a_node_of_that_name_keeps_it() -> None:
    text = DATA + PRIOR + LABEL + "visible x_fake : real[2] ~ data\n"
    text += "z, x_fake ..|> x = G[θ]\nx -!> y ~ D[φ]\n"
    schematic = unchecked(text)
    (run,) = find_passes(schematic)
    values = infer(Pool(schematic), schematic, run)
    assert values == {"z": "z", "x_fake": "x_fake", "x": "x_fake_2"}


def test_a_node_that_is_drawn_later_keeps_its_name_too() -> None:
    text = PRIOR + "latent x_fake : real[2]\n" + DATA + LABEL
    text += "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nx ..|> x_fake = E[θ]\n"
    schematic = unchecked(text)
    (run,) = find_passes(schematic)
    values = infer(Pool(schematic), schematic, run)
    assert values["x"] == "x_fake_2"


def test_other_draws_of_one_name_are_numbered() -> None:
    schematic = spec("gan")
    pool, (run,) = Pool(schematic), find_passes(schematic)
    infer(pool, schematic, run)
    pool.from_law(schematic.nodes["x"], None, None)
    again = pool.infer(run.inferred["x"], ["x"], None)
    assert again == "x_fake_2"


def test_an_inferred_draw_names_its_parents_and_its_estimator() -> None:
    schematic = spec("hvae")
    pool, (run,) = Pool(schematic), find_passes(schematic)
    infer(pool, schematic, run)
    draw = pool.draws["z"]
    assert (draw.origin, draw.given, draw.mean) == (Origin.INFERRED, ("h",), False)
    assert (draw.estimator, draw.detached) == ("reparameterise", False)
    assert pool.draws["x"].is_data


def test_a_hollow_arrow_gives_a_mean_without_an_estimator() -> None:
    schematic = spec("ae")
    pool, (run,) = Pool(schematic), find_passes(schematic)
    infer(pool, schematic, run)
    assert pool.draws["z"].mean
    assert pool.draws["z"].estimator == ""


@pytest.mark.parametrize("phase", Phase)
def test_in_wake_sleep_no_gradient_passes(phase: Phase) -> None:
    schematic = spec("helmholtz")
    pool, (run,) = Pool(schematic), find_passes(schematic)
    infer(pool, schematic, run, phase=phase)
    inferred = [draw for draw in pool.draws.values() if draw.factor]
    assert {(d.detached, d.estimator, d.phase) for d in inferred} == {(True, "detached", phase)}
    suffix = "_sleep" if phase is Phase.SLEEP else ""
    assert {draw.name for draw in inferred} == {f"h1{suffix}", f"h2{suffix}"}


def test_roots_may_be_replaced_and_data_may_be_missing() -> None:
    schematic = spec("cvae")
    pool, (run,) = Pool(schematic), find_passes(schematic)
    assert infer(pool, schematic, run, instead={"x": "other"}, missing={"c"}) == {"x": "other"}
    values = infer(pool, schematic, run)
    assert set(values) == {"c", "x", "z"}


def test_data_of_one_label_are_missing_at_the_other() -> None:
    schematic = spec("ada")
    node = schematic.nodes["t"]
    assert not is_missing(node, 1)
    assert is_missing(node, 0)
    assert not is_missing(schematic.nodes["z"], 0)
    pool, (run,) = Pool(schematic), find_passes(schematic)
    assert "t" not in infer(pool, schematic, run, branch=0)
    assert infer(pool, schematic, run, branch=1)["t"] == "t"


@pytest.mark.parametrize(
    ("kind", "mean"),
    [("real[2]", True), ("unit[4]", True), ("binary[2]", False), ("cat[3]", False)],
)
def test_generated_targets_are_means_where_they_are_no_classes(kind: str, mean: bool) -> None:
    schematic = unchecked(f"visible x : {kind} ~ data\n" + PRIOR + "z -> x ~ G[θ]\n")
    pool = Pool(schematic)
    assert generate(pool, ["x"]) == {"z": "z", "x": "x_generated"}
    draw = pool.draws["x_generated"]
    assert (draw.mean, draw.estimator) == (mean, "" if mean else "detached")
    assert draw.detached


def test_what_lies_between_is_sampled() -> None:
    pool = Pool(spec("hvae"))
    generate(pool, ["x"])
    assert not pool.draws["h_generated"].mean
    assert pool.draws["x_generated"].given == ("h_generated",)
    assert pool.draws["h_generated"].given == ("z_prior",)


def test_what_two_targets_share_is_generated_once() -> None:
    text = "visible w : real[2] ~ data\n" + DATA + PRIOR + "latent h : real[2]\n"
    text += "z -> h ~ H[θ]\nh -> x ~ G[θ]\nh -> w ~ F[θ]\n"
    pool = Pool(unchecked(text))
    generate(pool, ["x", "w"])
    assert sorted(pool.draws) == ["h_generated", "w_generated", "x_generated", "z"]
