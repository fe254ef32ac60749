"""Node, Factor → Label: the text in a circle or beside an arrow, in the paper's notation.

A label is a row of symbols, each with an optional subscript and superscript. How letters slant
and where scripts stand is the business of the outputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from schematic.graph import Factor, Schematic
from schematic.graph.names import greek

BOTH_WAYS = "(r)"


@dataclass(frozen=True)
class Symbol:
    """Some text with its subscript and superscript."""

    text: str
    sub: str = ""
    sup: str = ""


Label = tuple[Symbol, ...]


def name_symbol(name: str) -> Symbol:
    """A name as mathematics: `h1` is h with subscript 1, `theta` θ, `x_fake` x with subscript fake."""
    shown = greek(_printable(name))
    found = re.fullmatch(r"([^_]*[^\W\d_])_?(\d+)|([^\W_]+)_(.+)", shown, re.DOTALL)
    if found is None:
        return Symbol(shown)
    stem, digits, head, tail = found.groups()
    return Symbol(stem, digits) if stem else Symbol(head, tail)


def factor_label(schematic: Schematic, factor: Factor) -> Label:
    """A factor's label: G_θ(z) for a map, q_φ with its reverse for an adversary, else p_θ(x|z)."""
    given = tuple(_listed(factor.parents))
    if factor.hollow:
        return (_map_symbol(factor), Symbol("("), *given, Symbol(")"))
    groups = "∗" if factor.attributes.degenerate else _groups(factor)
    head = Symbol(_letter(schematic, factor), groups, BOTH_WAYS if factor.red else "")
    return (head, Symbol("("), name_symbol(factor.child), Symbol("|"), *given, Symbol(")"))


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of a text, each with whether it is letters, which slant."""
    for letters, run in groupby(text, key=str.isalpha):
        yield "".join(run), letters


def plain(label: Label) -> str:
    """A label as one line of plain text: `q_φ^(r)(y|x)`."""
    return "".join(
        s.text + (f"_{s.sub}" if s.sub else "") + (f"^{s.sup}" if s.sup else "") for s in label
    )


def _letter(schematic: Schematic, factor: Factor) -> str:
    """The paper's p or q: q for red arrows; p for the solid ones, or the dashed ones in a GAN.

    Where y is generated, x is the latent variable, and inferring it is p_θ [Hu2018, sec. 3].
    """
    if factor.red:
        return "q"
    y_is_generated = any(f.red and not f.dashed for f in schematic.factors)
    return "p" if factor.dashed == y_is_generated else "q"


def _map_symbol(factor: Factor) -> Symbol:
    """The net of a deterministic map, its number and its group as one subscript."""
    net = name_symbol(factor.law.nets[0].net) if factor.law.nets else Symbol("f")
    return Symbol(net.text, ",".join(part for part in (net.sub, _groups(factor)) if part))


def _groups(factor: Factor) -> str:
    return ",".join(dict.fromkeys(greek(_printable(net.group)) for net in factor.law.nets))


def _listed(names: Iterable[str]) -> Iterator[Symbol]:
    for position, name in enumerate(names):
        if position:
            yield Symbol(", ")
        yield name_symbol(name)


def _printable(name: str) -> str:
    """The name with what no output can show (control characters, lone surrogates) as �."""
    return "".join(c if c.isprintable() else "�" for c in name)
