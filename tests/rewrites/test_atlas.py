"""The atlas: complete, merged, named, drawn, and quick."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ElementTree

import schematic
from schematic.checks import check
from schematic.diagnostics.diagnostic import errors
from schematic.resources import zoo
from schematic.rewrites.apply import apply_all
from schematic.rewrites.atlas.before_after import draw_before_after
from schematic.rewrites.atlas.known_specs import known_as, shipped
from schematic.rewrites.atlas.map_picture import draw_map
from schematic.rewrites.atlas.map_roads import islands_of, roads_of
from schematic.rewrites.atlas.walk import atlas
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.diff import objective_diff
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.rewrites.sameness.equality import equal

EIGHT = ("gan", "infogan", "aavae", "vae", "aae", "ae", "ada", "helmholtz")


def test_the_family_of_the_gan() -> None:
    start = time.process_time()
    found = atlas(schematic.load(zoo()["gan"]), 4)
    assert time.process_time() - start < 10
    names = {stop.name for stop in found.stops}
    assert {"GAN", "InfoGAN", "AAVAE", "VAE", "AAE", "AE"} <= names
    forms = {canonical_form(stop.schematic) for stop in found.stops}
    assert len(forms) == len(found.stops)
    assert all(stop.name is None for stop in found.unnamed)


def test_stops_are_well_formed_and_are_where_their_chains_lead() -> None:
    start = schematic.load(zoo()["gan"])
    for stop in atlas(start, 4).stops:
        assert not list(errors(check(stop.schematic)))
        rewrites = (r for text in stop.chain for r in read_rewrites(text))
        result = apply_all(rewrites, start)
        assert isinstance(result, schematic.graph.Schematic)
        assert equal(result, stop.schematic)


def test_ways_lead_where_they_say() -> None:
    found = atlas(schematic.load(zoo()["gan"]), 4)
    for way in found.ways:
        result = apply_all(read_rewrites(way.rewrite), found.stops[way.tail].schematic)
        assert isinstance(result, schematic.graph.Schematic)
        assert equal(result, found.stops[way.head].schematic)


def test_the_eight_systems_on_one_map() -> None:
    specs = [schematic.load(zoo()[name]) for name in EIGHT]
    found = atlas(specs, 1)
    assert {stop.name for stop in found.stops if stop.depth == 0} == {s.name for s in specs}
    islands = islands_of(len(found.stops), roads_of(found), set())
    assert len(islands) == 3
    picture = draw_map(found).decode()
    ElementTree.fromstring(picture)
    for spec in specs:
        assert f">{spec.name}<" in picture


def test_shipped_specs_know_themselves() -> None:
    assert {name: known_as(spec) for name, spec in shipped().items()} == dict(shipped())


def test_before_and_after_in_one_picture() -> None:
    before = schematic.load(zoo()["infogan"])
    for chain in ("swap processes", "swap x <-> z", "drop code z"):
        picture = draw_before_after(before, before.rewrite(chain), chain).decode()
        ElementTree.fromstring(picture)
        assert ">InfoGAN<" in picture


def test_terms_gained_lost_and_changed() -> None:
    gan = schematic.load(zoo()["gan"])
    assert objective_diff(gan.objective, gan.rewrite("add code z").objective) == [
        "  φ minimises",
        "    ½ softplus(−D(x))",
        "    ½ softplus(D(x_fake))",
        "  θ → θ,η minimises",
        "    softplus(−D(x_fake))",
        "  + −log q(z|x_fake)",
    ]
    beta = "visible x : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    beta += "z -> x ~ G[θ] {weight = 2}\nx ..> z ~ E[η]\n"
    one, other = schematic.parse(beta), schematic.parse(beta.replace(" {weight = 2}", ""))
    assert "  ~ −2 log p(x|z)  →  −log p(x|z)" in objective_diff(one.objective, other.objective)
