"""A place in a statement → the names and the words that may stand there, and mean something.

The grammar has said that a name may stand there. Which names these are is decided by the tables of
the language and by the names of the text. `OFFERS` has a function for each place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.graph.schematic import Schedule
from schematic.service.answers import Item
from schematic.service.cursor import Cursor
from schematic.service.document import Document
from schematic.service.lines import line_of
from schematic.service.offers.asking import Asking, Offer, item
from schematic.service.offers.attributes import attribute_values, attributes, summands
from schematic.service.offers.inside import constructors, option_values, widths
from schematic.service.offers.laws import arguments, arguments_of_laws, laws, rules, values
from schematic.service.offers.nets import groups, names_of_nets, new_nets, trunks
from schematic.service.offers.nodes import children, indicators, labels, new_nodes, parents, types
from schematic.service.offers.numbers import indices, new_indices, new_numbers, numbers
from schematic.service.table import Kind
from schematic.service.uses import Place
from schematic.service.words import meaning


def offers(document: Document, cursor: Cursor) -> Iterator[Item]:
    """The names and the words for the cursor of a document."""
    use = cursor.use
    if use is not None:
        yield from OFFERS[use.place](Asking(document, use, line_of(use.statement)))


def schedules(asking: Asking) -> Iterator[Item]:
    """The schedules of `train`."""
    for schedule in Schedule:
        text = meaning(Kind.SCHEDULE, schedule.value)
        yield item(schedule.value, Kind.SCHEDULE, documentation=text)


def rewrites(asking: Asking) -> Iterator[Item]:
    """A rewrite of each kind, in the names of the theory."""
    from schematic.rewrites.rules import RULES

    for rule in RULES.values():
        yield item(rule.example, Kind.REWRITE, rule.summary)


def nothing(asking: Asking) -> Iterator[Item]:
    """A name that whoever writes chooses."""
    yield from ()


OFFERS: Mapping[Place, Offer] = {
    Place.MODEL: nothing,
    Place.DECLARED_NODE: new_nodes,
    Place.PARENT: parents,
    Place.CHILD: children,
    Place.INDICATOR: indicators,
    Place.DECLARED_LABEL: nothing,
    Place.LABEL: labels,
    Place.TYPE: types,
    Place.SIZE: numbers,
    Place.LAW: laws,
    Place.LAW_ARGUMENT: arguments_of_laws,
    Place.RULE: rules,
    Place.VALUE: values,
    Place.ARGUMENT: arguments,
    Place.NET: names_of_nets,
    Place.GROUP: groups,
    Place.FIXED: constructors,
    Place.ATTRIBUTE: attributes,
    Place.ATTRIBUTE_VALUE: attribute_values,
    Place.SHARE_FACTOR: numbers,
    Place.SHARE_WORD: summands,
    Place.DECLARED_NET: new_nets,
    Place.TRUNK: trunks,
    Place.CONSTRUCTOR: constructors,
    Place.WIDTH: widths,
    Place.OPTION: widths,
    Place.OPTION_VALUE: option_values,
    Place.DECLARED_NUMBER: new_numbers,
    Place.DECLARED_INDEX: new_indices,
    Place.INDEX: indices,
    Place.SCHEDULE: schedules,
    Place.REWRITE: rewrites,
}
