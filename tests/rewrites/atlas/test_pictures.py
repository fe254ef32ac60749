"""Maps, and pictures of before and after."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import schematic
from schematic.resources import zoo
from schematic.rewrites.atlas.before_after import draw_before_after
from schematic.rewrites.atlas.map_picture import draw_map
from schematic.rewrites.atlas.map_roads import islands_of, roads_of
from schematic.rewrites.atlas.walk import atlas

EIGHT = ("gan", "infogan", "aavae", "vae", "aae", "ae", "ada", "helmholtz")


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


def test_maps_and_pairs_are_written_as_pdf_too() -> None:
    gan = schematic.load(zoo()["gan"])
    assert draw_map(atlas([gan], 1), "pdf").startswith(b"%PDF-")
    swapped = gan.rewrite("swap processes")
    assert draw_before_after(gan, swapped, "swap processes", "pdf").startswith(b"%PDF-")


def test_before_and_after_in_one_picture() -> None:
    before = schematic.load(zoo()["infogan"])
    for chain in ("swap processes", "swap x <-> z", "drop code z"):
        picture = draw_before_after(before, before.rewrite(chain), chain).decode()
        ElementTree.fromstring(picture)
        assert ">InfoGAN<" in picture
