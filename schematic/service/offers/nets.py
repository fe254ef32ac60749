"""The nets and the groups of parameters that may stand at a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.constructors import CONSTRUCTORS
from schematic.graph.advice import free_name
from schematic.graph.names import ascii_name, greek
from schematic.service.answers import Item
from schematic.service.lines import line_of
from schematic.service.offers.asking import Asking, item, stem_of
from schematic.service.table import Kind, Occurrence
from schematic.service.uses import Place
from schematic.syntax import tree

_GROUPS = {True: ("phi", "psi", "chi"), False: ("theta", "eta", "omega", "lambda")}


def nets(asking: Asking) -> Iterator[Item]:
    """Nets with their groups, those without parameters alone, and a net that is new."""
    red = asking.is_red
    others = {greek(name) for name in _groups_where(asking, red=not red)}
    for reference in references(asking):
        group = greek(reference.rpartition("[")[2].rstrip("]"))
        rank = 2 if group in others else 0
        yield item(reference, Kind.NET, "a net and its parameters", rank=rank)
    taken = {name.symbol.name for name in asking.named(Kind.NET)}
    wish = "D" if red else "E" if _infers_latent(asking) else "G"
    new = f"{free_name((wish,), taken)}[{greek(_free_group(asking, red=red))}]"
    yield item(new, Kind.NET, "a new net", rank=1)


def _infers_latent(asking: Asking) -> bool:
    factor = asking.factor
    line = asking.child
    is_latent = line is not None and line.role == "latent"
    return factor is not None and factor.arrow.dashed and is_latent


def _groups_where(asking: Asking, *, red: bool) -> set[str]:
    """The groups of red arrows, or those of the others."""
    return {
        group.symbol.name
        for group in asking.document.table.occurrences
        if group.symbol.kind is Kind.GROUP and _is_red(group) is red
    }


def references(asking: Asking) -> Iterator[str]:
    """The nets of the text as an arrow names them: `G[θ]`, `U[t][θ]`; `I` if it has no group."""
    groups, free = _groups_of_nets(asking), greek(_free_group(asking))
    for net in asking.named(Kind.NET):
        name = _written(net)
        if net.declares and not _has_parameters(net):
            yield name
        elif net.symbol.name in groups:
            yield f"{name}[{groups[net.symbol.name]}]"
        else:
            yield f"{name}[{free}]"


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
    taken = _groups_where(asking, red=True) | (_groups_where(asking, red=False) if red else set())
    return free_name(_GROUPS[red], taken)


def _is_red(group: Occurrence) -> bool:
    line = line_of(group.use.statement)
    return isinstance(line, tree.FactorLine) and line.arrow.red


def groups(asking: Asking) -> Iterator[Item]:
    """The groups of the text and one that is free: first that of the net, last other players'."""
    red = asking.is_red
    others = _groups_where(asking, red=not red)
    mine = _groups_of_nets(asking).get(ascii_name(_net_before(asking)), "")
    for group in asking.named(Kind.GROUP):
        rank = 0 if group.use.text == mine else 3 if group.symbol.name in others else 1
        yield item(group.use.text, Kind.GROUP, "a group of parameters", rank=rank)
    free = _free_group(asking, red=red)
    if all(group.symbol.name != free for group in asking.named(Kind.GROUP)):
        yield item(greek(free), Kind.GROUP, "a new group of parameters", rank=2)


def _net_before(asking: Asking) -> str:
    """The net in whose brackets the cursor stands."""
    factor = asking.factor
    value = factor.value if factor is not None else None
    parts = value.arguments if isinstance(value, tree.Call) else (value,)
    nets = [part for part in parts if isinstance(part, tree.Reference)]
    return next((stem_of(ref.net) for ref in nets if ref.group.text == asking.use.text), "")


def names_of_nets(asking: Asking) -> Iterator[Item]:
    """The nets, without groups."""
    for net in asking.named(Kind.NET):
        yield item(_written(net), Kind.NET, "net")


def new_nets(asking: Asking) -> Iterator[Item]:
    """The nets that arrows name and no line describes."""
    for name in asking.undeclared(Kind.NET):
        yield item(name, Kind.NET, "an arrow names it, and no line describes it", rank=0)


def trunks(asking: Asking) -> Iterator[Item]:
    """The other nets, on which this one may stand."""
    for net in asking.named(Kind.NET):
        mine = isinstance(asking.line, tree.NetLine) and net.use.text == stem_of(asking.line.name)
        if net.declares and not mine:
            yield item(_written(net), Kind.NET, "net")
