"""The families, and the values of arrows, that may stand at a place."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.families import FAMILIES, KINDS, Family
from schematic.families import Kind as ValueKind
from schematic.graph.laws import Distribution
from schematic.service.answers import Item
from schematic.service.offers.asking import Asking, item
from schematic.service.offers.nets import nets, references
from schematic.service.offers.numbers import numbers
from schematic.service.table import Kind
from schematic.service.words import RULES, meaning
from schematic.syntax import tree


def laws(asking: Asking) -> Iterator[Item]:
    """Families whose laws of numbers fit the node."""
    kind, line = asking.kind_of_child(), asking.line
    assert isinstance(line, tree.NodeLine)
    if line.role != "latent" and not isinstance(line.law, tree.PartlyLaw):
        return
    for family in _fitting(kind):
        prior = Distribution(family.name, family.defaults)
        if family.form(prior.sorts) is not None:
            wanted = KINDS[kind].prior if kind is not None else ""
            yield _family_item(family, str(prior), rank=0 if wanted.startswith(family.name) else 1)


def _fitting(kind: ValueKind | None) -> Iterator[Family]:
    return (family for family in FAMILIES.values() if kind is None or kind in family.kinds)


def _family_item(family: Family, insert: str, rank: int, *, snippet: bool = False) -> Item:
    text = meaning(Kind.FAMILY, family.name)
    return Item(
        family.name, Kind.FAMILY.value, "family", text, insert, str(rank), family.name, snippet
    )


def arguments_of_laws(asking: Asking) -> Iterator[Item]:
    """Words of the family, and numbers with names."""
    yield from words_of_family(asking)
    yield from numbers(asking)


def words_of_family(asking: Asking) -> Iterator[Item]:
    """The words that the arguments of a family may be."""
    family = FAMILIES.get(asking.use.of)
    for word in family.words if family is not None else ():
        yield item(word, Kind.WORD, f"of {asking.use.of}", rank=0)


def rules(asking: Asking) -> Iterator[Item]:
    """What braces behind a law say of a latent node."""
    if asking.use.of == "latent":
        for rule, text in RULES.items():
            yield item(rule, Kind.ATTRIBUTE, "of the node", text)


def values(asking: Asking) -> Iterator[Item]:
    """Nets, and behind `~` families of them."""
    yield from nets(asking)
    if asking.use.of == "=":
        return
    net = next(references(asking), "G[θ]")
    for family in _fitting(asking.kind_of_child()):
        if family.of_parents:
            insert = f"{family.name}(${{1:{family.words[0]}}})"
        elif family.form(("net",)) is None:
            continue
        else:
            insert = f"{family.name}(${{1:{net}}})"
        yield _family_item(family, insert, rank=2, snippet=True)


def arguments(asking: Asking) -> Iterator[Item]:
    """What may stand in the brackets of a family on an arrow."""
    yield from words_of_family(asking)
    yield from nets(asking)
    yield from numbers(asking)
