"""Schematic → its text in canonical layout, with the comments of its source that still apply.

A statement of the source that says what the schematic says stays as it is, with the comments
above and behind it. The others are written anew, where the old ones stood; a comment on what has
changed or gone is left out. Reading the text again gives an equal schematic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from schematic.diagnostics import Source, Span
from schematic.graph import statement_lines as lines
from schematic.graph.elaborate import elaborate
from schematic.graph.elaborate_laws import parts_of
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Schedule, Schematic
from schematic.syntax import tree
from schematic.syntax.format import format_source
from schematic.syntax.parse import parse
from schematic.syntax.write import write_statement

Key = tuple[str, object]
ORDER = ("model", "let", "node", "factor", "train", "net")
EMPTY = Source("<schematic>", "")


@dataclass(frozen=True)
class Wanted:
    """A statement that the text must have: what it says, and how it is written anew."""

    says: object
    anew: tree.Statement


@dataclass(frozen=True)
class Block:
    """A statement with its comments, or (without a key) comments of their own.

    A plate has the keys of all that it stands for.
    """

    keys: tuple[Key, ...]
    text: str
    blank: bool
    statement: tree.Statement | None = None


def write_schematic(schematic: Schematic) -> str:
    """The text of a schematic, canonical as `sgm fmt` has it."""
    source = schematic.source or EMPTY
    parsed, findings = parse(source)
    if findings or any(isinstance(s, tree.ModelLine) and s.definition for s in parsed.statements):
        parsed, _ = parse(EMPTY)
    lets = _known(parsed, schematic.lets)
    before, _, _ = elaborate(parsed, settings=lets)
    places = _places(schematic, before) if parsed.statements else {}
    wanted = dict(_wanted(schematic, lets, range(len(schematic.factors))))
    said = dict(_wanted(before, _declared(parsed), _positions(before, places)))
    blocks = list(_kept(_blocks(parsed, places), wanted, said))
    have = {key for block in blocks for key in block.keys}
    for key, statement in wanted.items():
        if key not in have:
            _insert(blocks, key, write_statement(statement.anew))
    text = "".join(("\n" if b.blank else "") + b.text + "\n" for b in blocks)
    return format_source(Source(source.name, text))


def _known(parsed: tree.Tree, lets: Mapping[str, float]) -> dict[str, float]:
    """The numbers that the source names; without their lines they would name nothing."""
    return {name: value for name, value in lets.items() if name in _declared(parsed)}


def _declared(parsed: tree.Tree) -> dict[str, float]:
    """The numbers that the source names, with the values that stand there."""
    lets = (s for s in parsed.statements if isinstance(s, tree.LetLine))
    return {ascii_name(line.name.text): line.value.value for line in lets}


def _wanted(
    schematic: Schematic, lets: Mapping[str, float], positions: Iterable[int]
) -> Iterator[tuple[Key, Wanted]]:
    """Every statement of a schematic by its key; a factor's is its position."""
    nodes = schematic.nodes
    labels = {name: node.space.labels for name, node in nodes.items()}
    title = (schematic.name, schematic.title)
    yield ("model", ""), Wanted(title, lines.model_line(schematic))
    for name, value in lets.items():
        yield ("let", name), Wanted(value, lines.let_line(name, value))
    for name, node in nodes.items():
        yield ("node", name), Wanted(node, lines.node_line(node, labels))
    for at, factor in zip(positions, schematic.factors, strict=True):
        space = nodes[factor.child].space
        yield ("factor", at), Wanted(factor, lines.factor_line(factor, space))
    if schematic.schedule is not Schedule.TOGETHER:
        yield ("train", ""), Wanted(schematic.schedule, lines.train_line(schematic.schedule))
    for name, net in schematic.nets.items():
        yield ("net", name), Wanted(net, lines.net_line(net))


def _places(schematic: Schematic, before: Schematic) -> dict[Span, tuple[Key, ...]]:
    """The keys of what each statement of the source stands for; a factor's is its new position.

    One that is gone has a position below 0, so that a plate which lost a factor is written anew.
    """
    places: dict[Span, tuple[Key, ...]] = {}
    keys: list[tuple[Span, Key]] = [(n.span, ("node", n.name)) for n in before.nodes.values()]
    keys += [(n.span, ("net", n.name)) for n in before.nets.values()]
    keys += [(f.span, ("factor", at)) for at, f in enumerate(schematic.factors)]
    for span, key in keys:
        places[span] = (*places.get(span, ()), key)
    stood = Counter(factor.span for factor in before.factors)
    stand = Counter(factor.span for factor in schematic.factors)
    for span, count in (stood - stand).items():
        gone = (("factor", -1 - nth) for nth in range(count))
        places[span] = (*places.get(span, ()), *gone)
    return places


def _positions(before: Schematic, places: Mapping[Span, tuple[Key, ...]]) -> Iterator[int]:
    """Where each factor of the source stands by now; negative where it is gone."""
    taken: dict[Span, int] = {}
    for at, factor in enumerate(before.factors):
        nth = taken.get(factor.span, 0)
        taken[factor.span] = nth + 1
        found = places.get(factor.span, ())
        yield cast(int, found[nth][1]) if nth < len(found) else -1 - at


# The source, cut into blocks


def _blocks(parsed: tree.Tree, places: Mapping[Span, tuple[Key, ...]]) -> Iterator[Block]:
    """The statements of a source with the comments above and behind them."""
    text = parsed.source.text
    cuts = [statement.span for statement in parsed.statements]
    start = 0
    for statement, span in zip(parsed.statements, cuts, strict=True):
        stop = text.find("\n", span.end)
        stop = len(text) if stop < 0 else stop
        above, here = _split(text[start : span.start])
        if above.strip():
            yield Block((), above.strip("\n"), _starts_blank(above, start))
        apart = bool(above.strip()) or _starts_blank(text[start : span.start], start)
        yield Block(_keys(statement, places), here + text[span.start : stop], apart, statement)
        start = min(stop + 1, len(text))
    if text[start:].strip():
        yield Block((), text[start:].strip("\n"), _starts_blank(text[start:], start))


def _split(between: str) -> tuple[str, str]:
    """What stands before a statement: what is apart from it, and the comments right above it."""
    apart, blank, here = between.rpartition("\n\n")
    return (apart, here) if blank else ("", between)


def _starts_blank(text: str, start: int) -> bool:
    return start > 0 and text.startswith("\n")


def _keys(statement: tree.Statement, places: Mapping[Span, tuple[Key, ...]]) -> tuple[Key, ...]:
    match statement:
        case tree.ModelLine():
            return (("model", ""),)
        case tree.TrainLine():
            return (("train", ""),)
        case tree.LetLine(name=name):
            return (("let", ascii_name(name.text)),)
        case tree.Plate(statement=repeated):
            return _keys(repeated, places)
        case _:
            return places.get(statement.span, (("factor", -1),))


# The blocks, with what has changed


def _kept(
    blocks: Iterator[Block], wanted: Mapping[Key, Wanted], said: Mapping[Key, Wanted]
) -> Iterator[Block]:
    """The blocks that are wanted still; a statement that has changed is written anew."""
    owed = False
    for block in blocks:
        blank = block.blank or owed
        owed = False
        here = tuple(key for key in block.keys if key in wanted)
        if not block.keys:
            yield Block((), block.text, blank)
        elif not here:
            owed = blank
        elif _says_so(block, wanted, said):
            yield Block(here, block.text, blank)
        else:
            lines = (_anew(block, wanted[key], said.get(key)) for key in here)
            yield Block(here, "\n".join(lines), blank)


def _says_so(block: Block, wanted: Mapping[Key, Wanted], said: Mapping[Key, Wanted]) -> bool:
    """Whether a statement says what is wanted; a net without a name has one by now."""
    line = block.statement.statement if isinstance(block.statement, tree.Plate) else block.statement
    if isinstance(line, tree.FactorLine) and any(
        isinstance(part, tree.Fixed) for part in parts_of(line.value)
    ):
        return False
    return all(
        key in wanted and key in said and said[key].says == wanted[key].says for key in block.keys
    )


def _anew(block: Block, wanted: Wanted, said: Wanted | None) -> str:
    """A statement that has changed; a type that has not is spelled as it was: `real[d]`."""
    old, new = block.statement, wanted.anew
    old = old.statement if isinstance(old, tree.Plate) else old
    if isinstance(old, tree.NodeLine) and isinstance(new, tree.NodeLine) and said:
        same = isinstance(said.anew, tree.NodeLine) and said.anew.type == new.type
        new = replace(new, type=old.type) if same else new
    return write_statement(new)


def _insert(blocks: list[Block], key: Key, text: str) -> None:
    """Put a new statement behind those of its sort, or where its sort belongs."""
    sorts = [ORDER.index(block.keys[0][0]) if block.keys else -1 for block in blocks]
    mine = ORDER.index(key[0])
    after = max((at for at, sort in enumerate(sorts) if 0 <= sort <= mine), default=-1)
    same = after >= 0 and sorts[after] == mine
    blocks.insert(after + 1, Block((key,), text, not same and bool(blocks)))
