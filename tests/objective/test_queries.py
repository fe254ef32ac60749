"""How one node is computed from others: what must be given, what is drawn, what is a mean."""

from __future__ import annotations

import pytest

from schematic.diagnostics import SchematicError
from schematic.objective.queries import LONGEST, Query, inferences, reconstructions, samples
from schematic.objective.terms import Origin
from tests.objective.specs import DATA, PRIOR, spec, unchecked

GIVEN, LAW, INFERRED, GENERATED = Origin.GIVEN, Origin.LAW, Origin.INFERRED, Origin.GENERATED


def shown(query: Query) -> list[tuple[str, Origin, bool]]:
    return [(draw.name, draw.origin, draw.mean) for draw in query.draws]


def by_target(queries: tuple[Query, ...]) -> dict[str, Query]:
    return {query.target: query for query in queries}


def test_a_sample_draws_priors_and_ends_in_a_mean() -> None:
    (query,) = samples(spec("hvae"))
    assert query.needs == ()
    assert shown(query) == [("z", LAW, False), ("h", GENERATED, False), ("x_out", GENERATED, True)]


def test_a_sample_of_bits_ends_in_a_draw() -> None:
    (query,) = samples(spec("helmholtz1"))
    assert shown(query)[-1] == ("x_out", GENERATED, False)


def test_other_data_must_be_given_to_a_sample() -> None:
    found = by_target(samples(spec("cgan")))
    assert found.keys() == {"x"}
    assert found["x"].needs == ("c",)
    assert shown(found["x"])[-1] == ("x_out", INFERRED, True)


def test_inference_goes_along_dashed_arrows_first() -> None:
    found = by_target(inferences(spec("cyclegan")))
    assert {name: query.needs for name, query in found.items()} == {"a": ("b",), "b": ("a",)}
    assert {query.draws[-1].origin for query in found.values()} == {INFERRED}


def test_inference_takes_priors_as_given() -> None:
    found = by_target(inferences(spec("gan")))
    assert shown(found["x"]) == [("z", GIVEN, False), ("x_out", INFERRED, True)]


def test_an_indicator_is_not_inferred() -> None:
    assert "y" not in by_target(inferences(spec("aavae")))


def test_a_reconstruction_starts_from_its_target_and_goes_by_means() -> None:
    (query,) = reconstructions(spec("vae"))
    assert query.needs == ("x",)
    assert shown(query) == [
        ("x", GIVEN, False),
        ("z", INFERRED, True),
        ("x_out", GENERATED, True),
    ]


def test_what_is_not_inferred_from_itself_is_not_reconstructed() -> None:
    assert reconstructions(spec("gan")) == ()
    assert reconstructions(spec("pix2pix")) == ()


def test_a_reconstruction_may_pass_a_prior_by() -> None:
    """Inference of z from x is the only way: its prior may not be used."""
    (query,) = reconstructions(spec("ali"))
    assert [draw.origin for draw in query.draws] == [GIVEN, INFERRED, INFERRED]


def test_bits_between_are_drawn_in_a_reconstruction() -> None:
    (query,) = reconstructions(spec("helmholtz1"))
    assert ("h", INFERRED, False) in shown(query)


def test_an_answer_gets_a_free_name() -> None:
    text = DATA + PRIOR + "latent x_out : real[2]\nz -> x ~ G[θ]\nx ..|> x_out = E[η]\n"
    (query,) = samples(unchecked(text))
    assert query.draws[-1].name == "x_out_2"


def test_a_way_that_was_given_up_leaves_no_draw() -> None:
    """The first arrow into h needs z and u, and u has no way; the second needs z alone."""
    text = DATA + PRIOR + "latent u : real[2]\nlatent h : real[2]\n"
    text += "z, u -> h ~ P[θ]\nz ..> h ~ E[η]\nh -> x ~ G[θ]\n"
    (query,) = samples(unchecked(text))
    assert shown(query) == [("z", LAW, False), ("h", INFERRED, False), ("x_out", GENERATED, True)]


def test_a_target_takes_the_first_arrow_that_can_be_followed() -> None:
    text = DATA + PRIOR + "latent u : real[2]\nu -> x ~ H[θ]\nz -> x ~ G[θ]\nx ..> z ~ E[η]\n"
    for queries in (samples, reconstructions):
        (query,) = queries(unchecked(text))
        assert query.draws[-1].given == ("z",)


def test_a_node_that_only_itself_leads_to_has_no_query() -> None:
    text = DATA + "latent h : real[2]\nlatent g : real[2]\n"
    text += "h -> g ~ A[θ]\ng -> h ~ B[θ]\nh -> x ~ G[θ]\n"
    assert samples(unchecked(text)) == ()


def test_the_way_is_given_up_beyond_the_longest() -> None:
    names = [f"h{i}" for i in range(LONGEST + 1)]
    text = DATA + PRIOR + "".join(f"latent {name} : real[2]\n" for name in names)
    pairs = zip(["z", *names], [*names, "x"], strict=True)
    text += "".join(f"{a} -> {b} ~ Normal(G{at}[θ], 1)\n" for at, (a, b) in enumerate(pairs))
    with pytest.raises(SchematicError) as caught:
        samples(unchecked(text))
    (finding,) = caught.value.diagnostics
    assert finding.code == "SGM611"
    assert finding.cure
