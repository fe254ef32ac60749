"""The atlas: complete, merged, named, drawn, and quick."""

from __future__ import annotations

import time

import schematic
from schematic.checks import check
from schematic.diagnostics.diagnostic import errors
from schematic.resources import zoo
from schematic.rewrites.apply import apply_all
from schematic.rewrites.atlas.known_specs import known_as, shipped
from schematic.rewrites.atlas.walk import atlas
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.rewrites.sameness.equality import equal


def test_the_family_of_the_gan() -> None:
    start = time.process_time()
    found = atlas(schematic.load(zoo()["gan"]), 4)
    assert time.process_time() - start < 10
    names = {stop.name for stop in found.stops}
    assert {"GAN", "InfoGAN", "AAVAE", "VAE", "AAE", "AE"} <= names
    forms = {canonical_form(stop.schematic) for stop in found.stops}
    assert len(forms) == len(found.stops)
    assert all(stop.name is None for stop in found.unnamed)


def test_a_notebook_shows_the_map() -> None:
    found = atlas(schematic.load("gan"), 1)
    assert repr(found) == "<Atlas: 4 schematics, 2 with a name>"
    shown = found._repr_svg_()
    assert shown is not None
    assert "InfoGAN" in shown


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


def test_shipped_specs_know_themselves() -> None:
    """Two that differ in the layers of nets alone are one schematic, under the first one's name."""
    for spec in shipped().values():
        known = known_as(spec)
        assert known is not None
        assert equal(known, spec, sizes=False)


def test_the_vae_that_the_paper_draws_has_its_name() -> None:
    found = atlas(schematic.load(zoo()["vae"]), 1)
    assert "PaperVAE" in {stop.name for stop in found.stops}
