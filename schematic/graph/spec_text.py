"""Schematic → its text in canonical layout, with the comments of its source that still apply.

A statement of the source that says what the schematic says stays as it is, with the comments
above and behind it. The others are written anew, where the old ones stood; a comment on what has
changed or gone is left out. Reading the text again gives an equal schematic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

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
    """A statement with its comments, or (key None) comments of their own."""

    key: Key | None
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
    spans = {f.span: at for at, f in enumerate(schematic.factors)} if parsed.statements else {}
    wanted = dict(_wanted(schematic, lets, range(len(schematic.factors))))
    said = dict(_wanted(before, _declared(parsed), [spans.get(f.span, -1) for f in before.factors]))
    blocks = list(_kept(_blocks(parsed, spans), wanted, said))
    have = {block.key for block in blocks}
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


# The source, cut into blocks


def _blocks(parsed: tree.Tree, spans: Mapping[Span, int]) -> Iterator[Block]:
    """The statements of a source with the comments above and behind them."""
    text = parsed.source.text
    cuts = [statement.span for statement in parsed.statements]
    start = 0
    for statement, span in zip(parsed.statements, cuts, strict=True):
        stop = text.find("\n", span.end)
        stop = len(text) if stop < 0 else stop
        above, here = _split(text[start : span.start])
        if above.strip():
            yield Block(None, above.strip("\n"), _starts_blank(above, start))
        apart = bool(above.strip()) or _starts_blank(text[start : span.start], start)
        yield Block(_key(statement, spans), here + text[span.start : stop], apart, statement)
        start = min(stop + 1, len(text))
    if text[start:].strip():
        yield Block(None, text[start:].strip("\n"), _starts_blank(text[start:], start))


def _split(between: str) -> tuple[str, str]:
    """What stands before a statement: what is apart from it, and the comments right above it."""
    apart, blank, here = between.rpartition("\n\n")
    return (apart, here) if blank else ("", between)


def _starts_blank(text: str, start: int) -> bool:
    return start > 0 and text.startswith("\n")


def _key(statement: tree.Statement, spans: Mapping[Span, int]) -> Key:
    match statement:
        case tree.ModelLine():
            return ("model", "")
        case tree.TrainLine():
            return ("train", "")
        case tree.FactorLine(span=span):
            return ("factor", spans.get(span, -1))
        case tree.NodeLine(name=name):
            return ("node", ascii_name(name.text))
        case tree.NetLine(name=name):
            return ("net", ascii_name(name.text))
        case tree.LetLine(name=name):
            return ("let", ascii_name(name.text))


# The blocks, with what has changed


def _kept(
    blocks: Iterator[Block], wanted: Mapping[Key, Wanted], said: Mapping[Key, Wanted]
) -> Iterator[Block]:
    """The blocks that are wanted still; a statement that has changed is written anew."""
    owed = False
    for block in blocks:
        blank = block.blank or owed
        owed = False
        if block.key is None:
            yield Block(None, block.text, blank)
        elif block.key not in wanted:
            owed = blank
        elif _says_so(block, wanted[block.key], said.get(block.key)):
            yield Block(block.key, block.text, blank)
        else:
            yield Block(block.key, _anew(block, wanted[block.key], said.get(block.key)), blank)


def _says_so(block: Block, wanted: Wanted, said: Wanted | None) -> bool:
    """Whether a statement says what is wanted; a net without a name has one by now."""
    is_unnamed = isinstance(block.statement, tree.FactorLine) and any(
        isinstance(part, tree.Fixed) for part in parts_of(block.statement.value)
    )
    return said is not None and said.says == wanted.says and not is_unnamed


def _anew(block: Block, wanted: Wanted, said: Wanted | None) -> str:
    """A statement that has changed; a type that has not is spelled as it was: `real[d]`."""
    old, new = block.statement, wanted.anew
    if isinstance(old, tree.NodeLine) and isinstance(new, tree.NodeLine) and said:
        same = isinstance(said.anew, tree.NodeLine) and said.anew.type == new.type
        new = replace(new, type=old.type) if same else new
    return write_statement(new)


def _insert(blocks: list[Block], key: Key, text: str) -> None:
    """Put a new statement behind those of its sort, or where its sort belongs."""
    sorts = [ORDER.index(block.key[0]) if block.key else -1 for block in blocks]
    mine = ORDER.index(key[0])
    after = max((at for at, sort in enumerate(sorts) if 0 <= sort <= mine), default=-1)
    same = after >= 0 and sorts[after] == mine
    blocks.insert(after + 1, Block(key, text, not same and bool(blocks)))
