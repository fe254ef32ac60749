"""What may stand inside a net: constructors, widths and options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schematic.constructors import CONSTRUCTORS, ROWS, Sort
from schematic.service.answers import Item
from schematic.service.offers.asking import Asking, item
from schematic.service.offers.numbers import numbers
from schematic.service.table import Kind
from schematic.service.uses import Place
from schematic.service.words import meaning
from schematic.syntax import tree

_SAMPLE = re.compile(r"`([^`]+)`")


def constructors(asking: Asking) -> Iterator[Item]:
    """Constructors, each as its documentation writes it."""
    fixed = asking.use.place is Place.FIXED
    for name, known in CONSTRUCTORS.items():
        if fixed and known.has_parameters:
            continue
        text = meaning(Kind.CONSTRUCTOR, name)
        sample = _SAMPLE.search(text)
        insert = sample[1] if sample and sample[1].startswith(name) else name
        yield Item(name, Kind.CONSTRUCTOR.value, insert, text, insert, "1", name)


def widths(asking: Asking) -> Iterator[Item]:
    """Numbers with names, words, and the options that are not there yet."""
    yield from numbers(asking)
    known = CONSTRUCTORS.get(asking.use.of)
    if known is None or asking.use.place is not Place.WIDTH:
        return
    for pattern in known.patterns:
        yield item(pattern, Kind.WORD, asking.use.of)
    call = asking.line.constructor if isinstance(asking.line, tree.NetLine) else None
    given = call.arguments if call is not None else ()
    before = {part.name.text for part in given if isinstance(part, tree.Setting)}
    for option in known.options:
        if option not in before:
            text = meaning(Kind.OPTION, option)
            yield Item(option, Kind.OPTION.value, "option", text, f"{option} = ", "2", option)


def option_values(asking: Asking) -> Iterator[Item]:
    """The words that an option takes, or numbers with names."""
    row, known = ROWS.get(asking.use.of), CONSTRUCTORS.get(asking.use.behind)
    if row is None:
        return
    if row.sort in (Sort.COUNT, Sort.NUMBER):
        yield from numbers(asking)
        return
    words = known.words.get(asking.use.of, ()) if known is not None else ()
    for word in words or row.words:
        yield item(word, Kind.WORD, asking.use.of)
