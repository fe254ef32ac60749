"""Node, Factor → Label: the text in a circle or beside an arrow, in the paper's notation.

A label is a row of symbols, each with an optional subscript and superscript. Each format decides
how letters slant and where scripts stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from schematic.diagnostics.foreign_text import shown
from schematic.graph import Factor, Role, Schematic
from schematic.graph.features import seen_by
from schematic.graph.letters import letter
from schematic.graph.names import greek
from schematic.render.look import Style

BOTH_WAYS = "(r)"


@dataclass(frozen=True)
class Symbol:
    """Some text with its subscript and superscript."""

    text: str
    sub: str = ""
    sup: str = ""


Label = tuple[Symbol, ...]


def name_symbol(name: str) -> Symbol:
    """Write a name as mathematics: `theta` is θ; `h1` and `h_1` are h with the subscript 1."""
    written = greek(shown(name))
    if copy := re.fullmatch(r"([^\[]+)\[(.+)\]", written):
        return Symbol(copy[1], copy[2].replace("-", "−"))
    found = re.fullmatch(r"([^_]*[^\W\d_])_?(\d+)|([^\W_]+)_(.+)", written, re.DOTALL)
    if found is None:
        return Symbol(written)
    stem, digits, head, tail = found.groups()
    return Symbol(stem, digits) if stem else Symbol(head, tail)


def factor_label(
    schematic: Schematic, of: Factor, drawn: Factor | None = None, style: Style = Style.PLAIN
) -> Label:
    """Write a factor: G_θ(z) for a map, q_φ with its reverse in a game, else p_θ(x|z).

    Args:
        schematic: the schematic.
        of: the factor.
        drawn: the same with the names that the picture shows, where they are others.
        style: which names the label holds.
    """
    factor = drawn or of
    labels = _labels_of_games(schematic, of) if style is Style.PAPER else ()
    if factor.hollow and not labels:
        return (_map_symbol(factor), Symbol("("), *_listed(factor.parents), Symbol(")"))
    parents = _judged_beside(schematic, of) if factor.hollow else factor.parents
    given = tuple(_listed((*parents, *labels)))
    groups = "*" if factor.attributes.degenerate else _groups(factor)
    both = of.red and of not in schematic.predictions
    head = Symbol(letter(schematic, of), groups, BOTH_WAYS if both else "")
    return (head, Symbol("("), *_child(schematic, of, factor), Symbol("|"), *given, Symbol(")"))


def _labels_of_games(schematic: Schematic, factor: Factor) -> tuple[str, ...]:
    """Return the labels that tell the two sides of a node of a factor apart: y, beside a game."""
    ends = {*factor.parents, factor.child}
    games = (game for game in _games(schematic) if not factor.red and ends & set(game.parents))
    return tuple(dict.fromkeys(game.child for game in games))


def _games(schematic: Schematic) -> Iterator[Factor]:
    """Yield the red arrows into indicators, whichever process they belong to."""
    indicators = {n.name for n in schematic.nodes.values() if n.role is Role.INDICATOR}
    return (f for f in schematic.factors if f.red and f.child in indicators)


def _judged_beside(schematic: Schematic, factor: Factor) -> tuple[str, ...]:
    """Return the parents of a map that its game sees too; the others are integrated out."""
    seen = {p for game in _games(schematic) if factor.child in game.parents for p in game.parents}
    return tuple(parent for parent in factor.parents if parent in seen)


def _child(schematic: Schematic, of: Factor, factor: Factor) -> Label:
    """Write the child of a factor, or the features in which it is compared: D_l(x)."""
    child = name_symbol(factor.child)
    net = of.attributes.features
    if not net:
        return (child,)
    named = name_symbol(net)
    layers = "l" if seen_by(schematic, of).by_trunk else ""
    sub = ",".join(part for part in (named.sub, layers) if part)
    return (Symbol(named.text, sub), Symbol("("), child, Symbol(")"))


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a text, each with whether it consists of letters, which slant."""
    for letters, run in groupby(text, key=str.isalpha):
        yield "".join(run), letters


def plain(label: Label) -> str:
    """Write a label as one line of plain text: `q_φ^(r)(y|x)`."""
    return "".join(
        s.text + (f"_{s.sub}" if s.sub else "") + (f"^{s.sup}" if s.sup else "") for s in label
    )


def _map_symbol(factor: Factor) -> Symbol:
    """Write the net of a deterministic map, its number and group joined to one subscript."""
    net = name_symbol(factor.law.nets[0].net) if factor.law.nets else Symbol("f")
    return Symbol(net.text, ",".join(part for part in (net.sub, _groups(factor)) if part))


def _groups(factor: Factor) -> str:
    return ",".join(greek(shown(group)) for group in factor.law.groups)


def _listed(names: Iterable[str]) -> Iterator[Symbol]:
    for position, name in enumerate(names):
        if position:
            yield Symbol(", ")
        yield name_symbol(name)
