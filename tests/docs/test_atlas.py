"""The page about rewrites tells of each member of the family that `sgm atlas gan` lists."""

from __future__ import annotations

import re

import schematic
from docs.press.places import DOCS


def test_the_page_tells_of_each_member_of_the_family() -> None:
    page = (DOCS / "rewrites.md").read_text(encoding="utf-8")
    atlas = schematic.atlas(schematic.load("gan"))
    names = [stop.name for stop in atlas.stops if stop.name is not None]
    known = len(names)
    assert f"has {len(atlas.stops)} members, and {known} of them have a name" in page
    (table,) = re.findall(r"\n(\| \| schematic \| ring .*?)\n\n", page, re.DOTALL)
    heads = [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()[2:]]
    numbers = [f"({number})" for number in range(1, len(atlas.unnamed) + 1)]
    assert sorted(", ".join(heads).split(", ")) == sorted([*numbers, *names])
