"""A place in a statement → the names and the words that may stand there, and mean something.

The grammar has said that a name may stand there. Which names these are is decided by the tables of
the language and by the names of the text. A table below has a function for each place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from schematic.constructors import CONSTRUCTORS, ROWS, Sort
from schematic.families import FAMILIES, KINDS, Family
from schematic.families import Kind as ValueKind
from schematic.graph.advice import free_name
from schematic.graph.attributes import ATTRIBUTES, SPELLED, Form, Option
from schematic.graph.elaborate_nodes import SUM
from schematic.graph.laws import Distribution
from schematic.graph.names import ascii_name, greek
from schematic.graph.schematic import Factor, Schedule
from schematic.graph.shares import Share, Shares
from schematic.service.answers import Item
from schematic.service.cursor import Cursor
from schematic.service.document import Document
from schematic.service.lines import line_of
from schematic.service.table import Kind, Occurrence
from schematic.service.uses import Place, Use
from schematic.service.words import meaning
from schematic.syntax import tree

_GROUPS = {True: ("phi", "psi", "chi"), False: ("theta", "eta", "omega", "lambda")}
_SAMPLE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Asking:
    """Where a name may stand.

    Attributes:
        document: the text.
        use: the place.
        line: the statement as far as it is typed, ended as soon as it can be.
    """

    document: Document
    use: Use
    line: tree.Statement

    @property
    def factor(self) -> tree.FactorLine | None:
        """The arrow's line, if it is one."""
        return self.line if isinstance(self.line, tree.FactorLine) else None

    def named(self, kind: Kind, within: str = "") -> tuple[Occurrence, ...]:
        """The names of a kind in the text."""
        return self.document.table.named(kind, within)

    def undeclared(self, kind: Kind) -> Iterator[str]:
        """The names of a kind that no line declares, as they are written."""
        for found in self.named(kind):
            if not found.declares:
                yield found.use.text

    def nodes(self) -> Iterator[tree.NodeLine]:
        """The lines of nodes."""
        for statement in self.document.tree.statements:
            line = line_of(statement)
            if isinstance(line, tree.NodeLine):
                yield line

    def kind_of_child(self) -> ValueKind | None:
        """The kind of values of the node that the statement is about."""
        if isinstance(self.line, tree.NodeLine):
            return _kind(self.line)
        if self.factor is None:
            return None
        child = ascii_name(_stem(self.factor.child))
        lines = (line for line in self.nodes() if ascii_name(_stem(line.name)) == child)
        line = next(lines, None)
        return None if line is None else _kind(line)


Offer = Callable[[Asking], Iterator[Item]]


def offers(document: Document, cursor: Cursor) -> Iterator[Item]:
    """The names and the words for the cursor of a document."""
    use = cursor.use
    if use is not None:
        yield from OFFERS[use.place](Asking(document, use, line_of(use.statement)))


def _kind(line: tree.NodeLine) -> ValueKind | None:
    if isinstance(line.type, tree.LabelsType):
        return ValueKind.LABEL
    kinds = {kind.value: kind for kind in ValueKind}
    return kinds.get(line.type.kind.text)


def _stem(name: tree.Name) -> str:
    return name.stem.text if isinstance(name, tree.Copy) else name.text


def _item(name: str, kind: Kind, detail: str = "", documentation: str = "", rank: int = 1) -> Item:
    """An item that is written as it is listed."""
    return Item(name, kind.value, detail, documentation, name, str(rank), ascii_name(name))


# Nodes


def _parents(asking: Asking) -> Iterator[Item]:
    """Nodes, but for indicators, which are no parents, and those that stand there already."""
    factor = asking.factor
    before = {parent.text for parent in factor.parents} if factor is not None else set()
    for line in asking.nodes():
        if line.role != "indicator" and line.name.text not in before:
            yield _node(line)


def _children(asking: Asking) -> Iterator[Item]:
    """Nodes; the indicators first where the arrow is red, and only there."""
    factor = asking.factor
    assert factor is not None
    before = {parent.text for parent in factor.parents}
    for line in asking.nodes():
        is_indicator = line.role == "indicator"
        fits = factor.arrow.red or not is_indicator
        only_y = factor.arrow.red and factor.arrow.dashed
        if fits and line.name.text not in before and (is_indicator or not only_y):
            yield _node(line, rank=0 if is_indicator else 1)


def _node(line: tree.NodeLine, rank: int = 1) -> Item:
    return _item(line.name.text, Kind.NODE, line.role, meaning(Kind.KEYWORD, line.role), rank)


def _indicators(asking: Asking) -> Iterator[Item]:
    for line in asking.nodes():
        if line.role == "indicator" and not isinstance(line.name, tree.Copy):
            yield _node(line)


def _labels(asking: Asking) -> Iterator[Item]:
    for label in asking.named(Kind.LABEL, ascii_name(asking.use.of)):
        yield _item(label.use.text, Kind.LABEL, f"a label of {asking.use.of}")


def _new_nodes(asking: Asking) -> Iterator[Item]:
    for name in asking.undeclared(Kind.NODE):
        yield _item(name, Kind.NODE, "an arrow names it, and no line declares it")


def _types(asking: Asking) -> Iterator[Item]:
    for kind in ValueKind:
        text = meaning(Kind.TYPE, kind.value)
        if text:
            yield _item(kind.value, Kind.TYPE, documentation=text)


# Numbers and indices


def _numbers(asking: Asking) -> Iterator[Item]:
    for number in asking.named(Kind.NUMBER):
        if number.declares:
            line = number.use.statement
            value = line.value.text if isinstance(line, tree.LetLine) else ""
            yield _item(number.use.text, Kind.NUMBER, f"= {value}")


def _new_numbers(asking: Asking) -> Iterator[Item]:
    for name in asking.undeclared(Kind.NUMBER):
        yield _item(name, Kind.NUMBER, "no line gives its value")


def _indices(asking: Asking) -> Iterator[Item]:
    for name in dict.fromkeys(_names_of_indices(asking)):
        yield _item(name, Kind.INDEX, "an index")
    yield from _numbers(asking)


def _names_of_indices(asking: Asking) -> Iterator[str]:
    for statement in asking.document.tree.statements:
        if isinstance(statement, tree.Plate):
            yield statement.range.index.text


def _new_indices(asking: Asking) -> Iterator[Item]:
    for name in dict.fromkeys((*_names_of_indices(asking), "t")):
        yield _item(name, Kind.INDEX, "an index")


# Laws


def _laws(asking: Asking) -> Iterator[Item]:
    """Families whose laws of numbers fit the node."""
    kind, line = asking.kind_of_child(), asking.line
    assert isinstance(line, tree.NodeLine)
    if line.role != "latent" and not isinstance(line.law, tree.PartlyLaw):
        return
    for family in _fitting(kind):
        prior = Distribution(family.name, family.defaults)
        if family.form(prior.sorts) is not None:
            wanted = KINDS[kind].prior if kind is not None else ""
            yield _family(family, str(prior), rank=0 if wanted.startswith(family.name) else 1)


def _fitting(kind: ValueKind | None) -> Iterator[Family]:
    return (family for family in FAMILIES.values() if kind is None or kind in family.kinds)


def _family(family: Family, insert: str, rank: int, *, snippet: bool = False) -> Item:
    text = meaning(Kind.FAMILY, family.name)
    return Item(
        family.name, Kind.FAMILY.value, "family", text, insert, str(rank), family.name, snippet
    )


def _arguments_of_laws(asking: Asking) -> Iterator[Item]:
    yield from _words_of_family(asking)
    yield from _numbers(asking)


def _words_of_family(asking: Asking) -> Iterator[Item]:
    family = FAMILIES.get(asking.use.of)
    for word in family.words if family is not None else ():
        yield _item(word, Kind.WORD, f"of {asking.use.of}", rank=0)


def _rules(asking: Asking) -> Iterator[Item]:
    if asking.use.of == "latent":
        text = "All values of the node count at once, each with its probability."
        yield _item(SUM, Kind.ATTRIBUTE, "the node is summed out", text)


def _values(asking: Asking) -> Iterator[Item]:
    """Nets, and behind `~` families of them."""
    yield from _nets(asking)
    if asking.use.of == "=":
        return
    net = next(_references(asking), "G[θ]")
    for family in _fitting(asking.kind_of_child()):
        if family.of_parents:
            insert = f"{family.name}(${{1:{family.words[0]}}})"
        elif family.form(("net",)) is None:
            continue
        else:
            insert = f"{family.name}(${{1:{net}}})"
        yield _family(family, insert, rank=2, snippet=True)


# Nets and groups


def _nets(asking: Asking) -> Iterator[Item]:
    """Nets with their groups, those without parameters alone, and a net that is new."""
    for reference in _references(asking):
        yield _item(reference, Kind.NET, "a net and its parameters", rank=0)
    factor = asking.factor
    red = factor is not None and factor.arrow.red
    nets = {name.symbol.name for name in asking.named(Kind.NET)}
    wish = "D" if red else "E" if factor is not None and factor.arrow.dashed else "G"
    new = f"{free_name((wish,), nets)}[{greek(_free_group(asking, red=red))}]"
    yield _item(new, Kind.NET, "a new net", rank=1)


def _references(asking: Asking) -> Iterator[str]:
    """The nets of the text as an arrow names them: `G[θ]`, `U[t][θ]`; `I` if it has no group."""
    groups = _groups_of_nets(asking)
    for net in asking.named(Kind.NET):
        name = _written(net)
        if net.declares and not _has_parameters(net):
            yield name
        elif net.symbol.name in groups:
            yield f"{name}[{groups[net.symbol.name]}]"
        else:
            yield f"{name}[{greek(_free_group(asking))}]"


def _written(net: Occurrence) -> str:
    """A net with its index, as its line has it."""
    line = line_of(net.use.statement)
    return line.name.text if net.declares and isinstance(line, tree.NetLine) else net.use.text


def _has_parameters(net: Occurrence) -> bool:
    line = line_of(net.use.statement)
    known = None
    if isinstance(line, tree.NetLine):
        known = CONSTRUCTORS.get(line.constructor.name.text)
    return known is None or known.has_parameters


def _groups_of_nets(asking: Asking) -> Mapping[str, str]:
    """The group that trains each net, as it is written first."""
    table = asking.document.table
    found: dict[str, str] = {}
    for before, after in zip(table.occurrences, table.occurrences[1:], strict=False):
        if before.use.place is Place.NET and after.use.place is Place.GROUP:
            found.setdefault(before.symbol.name, after.use.text)
    return found


def _free_group(asking: Asking, *, red: bool = False) -> str:
    """A group that no red arrow has, or that no arrow has if this one is red."""
    taken = {
        group.symbol.name
        for group in asking.document.table.occurrences
        if group.symbol.kind is Kind.GROUP and (red or _is_red(group))
    }
    return free_name(_GROUPS[red], taken)


def _is_red(group: Occurrence) -> bool:
    line = line_of(group.use.statement)
    return isinstance(line, tree.FactorLine) and line.arrow.red


def _groups(asking: Asking) -> Iterator[Item]:
    """The groups of the text, first that of the net, and one that is free."""
    factor = asking.factor
    red = factor is not None and factor.arrow.red
    mine = _groups_of_nets(asking).get(ascii_name(_net_before(asking)), "")
    for group in asking.named(Kind.GROUP):
        rank = 0 if group.use.text == mine else 1
        yield _item(group.use.text, Kind.GROUP, "a group of parameters", rank=rank)
    free = _free_group(asking, red=red)
    if all(group.symbol.name != free for group in asking.named(Kind.GROUP)):
        yield _item(greek(free), Kind.GROUP, "a new group of parameters", rank=2)


def _net_before(asking: Asking) -> str:
    """The net in whose brackets the cursor stands."""
    factor = asking.factor
    value = factor.value if factor is not None else None
    parts = value.arguments if isinstance(value, tree.Call) else (value,)
    nets = [part for part in parts if isinstance(part, tree.Reference)]
    return next((_stem(ref.net) for ref in nets if ref.group.text == asking.use.text), "")


def _arguments(asking: Asking) -> Iterator[Item]:
    yield from _words_of_family(asking)
    yield from _nets(asking)
    yield from _numbers(asking)


def _names_of_nets(asking: Asking) -> Iterator[Item]:
    for net in asking.named(Kind.NET):
        yield _item(_written(net), Kind.NET, "net")


def _new_nets(asking: Asking) -> Iterator[Item]:
    for name in asking.undeclared(Kind.NET):
        yield _item(name, Kind.NET, "an arrow names it, and no line describes it", rank=0)


def _trunks(asking: Asking) -> Iterator[Item]:
    for net in asking.named(Kind.NET):
        mine = isinstance(asking.line, tree.NetLine) and net.use.text == _stem(asking.line.name)
        if net.declares and not mine:
            yield _item(_written(net), Kind.NET, "net")


# What stands inside a net


def _constructors(asking: Asking) -> Iterator[Item]:
    """Constructors, each as its documentation writes it."""
    fixed = asking.use.place is Place.FIXED
    for name, known in CONSTRUCTORS.items():
        if fixed and known.has_parameters:
            continue
        text = meaning(Kind.CONSTRUCTOR, name)
        sample = _SAMPLE.search(text)
        insert = sample[1] if sample and sample[1].startswith(name) else name
        yield Item(name, Kind.CONSTRUCTOR.value, insert, text, insert, "1", name)


def _widths(asking: Asking) -> Iterator[Item]:
    """Numbers with names, and the options that are not there yet."""
    yield from _numbers(asking)
    known = CONSTRUCTORS.get(asking.use.of)
    if known is None or asking.use.place is not Place.WIDTH:
        return
    call = asking.line.constructor if isinstance(asking.line, tree.NetLine) else None
    given = call.arguments if call is not None else ()
    before = {part.name.text for part in given if isinstance(part, tree.Setting)}
    for option in known.options:
        if option not in before:
            text = meaning(Kind.OPTION, option)
            yield Item(option, Kind.OPTION.value, "option", text, f"{option} = ", "2", option)


def _option_values(asking: Asking) -> Iterator[Item]:
    row, known = ROWS.get(asking.use.of), CONSTRUCTORS.get(asking.use.behind)
    if row is None:
        return
    if row.sort in (Sort.COUNT, Sort.NUMBER):
        yield from _numbers(asking)
        return
    words = known.words.get(asking.use.of, ()) if known is not None else ()
    for word in words or row.words:
        yield _item(word, Kind.WORD, asking.use.of)


# Attributes


def _attributes(asking: Asking) -> Iterator[Item]:
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


def _attribute_values(asking: Asking) -> Iterator[Item]:
    """The words, the nets or the numbers that an attribute takes."""
    name, row = asking.use.of, ATTRIBUTES.get(ascii_name(asking.use.of))
    if row is None:
        return
    if row.form is Form.NET:
        yield from _names_of_nets(asking)
    if row.form is Form.NUMBER:
        yield from _numbers(asking)
    beside = ATTRIBUTES[row.beside] if row.beside else None
    factor = asking.factor
    if beside is not None and factor is not None and beside.fits(_as_factor(factor.arrow)):
        yield from _words(name, beside.words)
    yield from _words(name, row.words)


def _words(attribute: str, words: tuple[str, ...]) -> Iterator[Item]:
    for word in words:
        yield _item(word, Kind.WORD, attribute, meaning(Kind.WORD, word, attribute))


def _summands(asking: Asking) -> Iterator[Item]:
    """The words of a sum that are not in it yet."""
    factor, row = asking.factor, ATTRIBUTES.get(ascii_name(asking.use.of))
    if factor is None or row is None:
        return
    sums = (s.value for s in factor.attributes if isinstance(s.value, tree.Sum))
    shares = (share.word.text for each in sums for share in each.shares)
    before = [word for word in shares if word in row.words]
    yield from _words(asking.use.of, tuple(w for w in row.words if _adds(row, before, w)))


def _adds(row: Option, before: list[str], word: str) -> bool:
    """Whether a sum of words takes one more."""
    return row.accepts(Shares(tuple(Share(each) for each in (*before, word))))


# Statements of one word


def _schedules(asking: Asking) -> Iterator[Item]:
    for schedule in Schedule:
        text = meaning(Kind.SCHEDULE, schedule.value)
        yield _item(schedule.value, Kind.SCHEDULE, documentation=text)


def _rewrites(asking: Asking) -> Iterator[Item]:
    """A rewrite of each kind, in the names of the theory."""
    from schematic.rewrites.rules import RULES

    for rule in RULES.values():
        yield _item(rule.example, Kind.REWRITE, rule.summary)


def _nothing(asking: Asking) -> Iterator[Item]:
    """A name that whoever writes chooses."""
    yield from ()


OFFERS: Mapping[Place, Offer] = {
    Place.MODEL: _nothing,
    Place.DECLARED_NODE: _new_nodes,
    Place.PARENT: _parents,
    Place.CHILD: _children,
    Place.INDICATOR: _indicators,
    Place.DECLARED_LABEL: _nothing,
    Place.LABEL: _labels,
    Place.TYPE: _types,
    Place.SIZE: _numbers,
    Place.LAW: _laws,
    Place.LAW_ARGUMENT: _arguments_of_laws,
    Place.RULE: _rules,
    Place.VALUE: _values,
    Place.ARGUMENT: _arguments,
    Place.NET: _names_of_nets,
    Place.GROUP: _groups,
    Place.FIXED: _constructors,
    Place.ATTRIBUTE: _attributes,
    Place.ATTRIBUTE_VALUE: _attribute_values,
    Place.SHARE_FACTOR: _numbers,
    Place.SHARE_WORD: _summands,
    Place.DECLARED_NET: _new_nets,
    Place.TRUNK: _trunks,
    Place.CONSTRUCTOR: _constructors,
    Place.WIDTH: _widths,
    Place.OPTION: _widths,
    Place.OPTION_VALUE: _option_values,
    Place.DECLARED_NUMBER: _new_numbers,
    Place.DECLARED_INDEX: _new_indices,
    Place.INDEX: _indices,
    Place.SCHEDULE: _schedules,
    Place.REWRITE: _rewrites,
}
