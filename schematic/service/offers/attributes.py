"""The attributes that mean something on an arrow, and their values."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.attributes import ATTRIBUTES, SPELLED, Form, Option
from schematic.graph.laws import Distribution
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Factor
from schematic.graph.shares import Share, Shares
from schematic.service.answers import Item
from schematic.service.offers.asking import Asking, item
from schematic.service.offers.nets import names_of_nets
from schematic.service.offers.numbers import numbers
from schematic.service.table import Kind
from schematic.service.words import meaning
from schematic.syntax import tree


def attributes(asking: Asking) -> Iterator[Item]:
    """The attributes that mean something on the arrow, and are not there yet."""
    factor = asking.factor
    if factor is None:
        return
    before = {setting.name.text for setting in factor.attributes}
    for name, row in ATTRIBUTES.items():
        if name in SPELLED or name in before or not row.fits(_as_factor(factor.arrow)):
            continue
        insert = name if row.takes == "no value" else f"{name} = "
        text = f"{meaning(Kind.ATTRIBUTE, name)}\n\nTakes {row.takes}."
        yield Item(name, Kind.ATTRIBUTE.value, "attribute", text, insert, "1", name)


def _as_factor(arrow: tree.Arrow) -> Factor:
    """A factor with an arrow, for the tables that say on which arrows something has a meaning."""
    law = Distribution("", ())
    return Factor((), "", arrow.dashed, arrow.hollow, arrow.red, law)


def attribute_values(asking: Asking) -> Iterator[Item]:
    """The words, the nets or the numbers that an attribute takes."""
    name, row = asking.use.of, ATTRIBUTES.get(ascii_name(asking.use.of))
    if row is None:
        return
    if row.form is Form.NET:
        yield from names_of_nets(asking)
    if row.form is Form.NUMBER:
        yield from numbers(asking)
    beside = ATTRIBUTES[row.beside] if row.beside else None
    factor = asking.factor
    if beside is not None and factor is not None and beside.fits(_as_factor(factor.arrow)):
        yield from words_of(name, beside.words)
    yield from words_of(name, row.words)


def words_of(attribute: str, words: tuple[str, ...]) -> Iterator[Item]:
    """The words of an attribute."""
    for word in words:
        yield item(word, Kind.WORD, attribute, meaning(Kind.WORD, word, attribute))


def summands(asking: Asking) -> Iterator[Item]:
    """The words of a sum that are not in it yet."""
    factor, row = asking.factor, ATTRIBUTES.get(ascii_name(asking.use.of))
    if factor is None or row is None:
        return
    sums = (s.value for s in factor.attributes if isinstance(s.value, tree.Sum))
    shares = (share.word.text for each in sums for share in each.shares)
    before = [word for word in shares if word in row.words]
    yield from words_of(asking.use.of, tuple(w for w in row.words if _adds(row, before, w)))


def _adds(row: Option, before: list[str], word: str) -> bool:
    """Whether a sum of words takes one more."""
    return row.accepts(Shares(tuple(Share(each) for each in (*before, word))))
