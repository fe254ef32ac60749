"""Source → Tree: every statement by the Lark grammar, every syntax error of the file at once."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias, cast

from lark import Lark, UnexpectedToken
from lark.common import LexerConf

from schematic.diagnostics import Diagnostic, Edit, SchematicError, Source, Span
from schematic.diagnostics.diagnostic import in_order
from schematic.regular_file import read_bytes
from schematic.resources import folder
from schematic.syntax import syntax_findings as errors
from schematic.syntax import tree
from schematic.syntax.explain import explain_token, explain_unread, signs_of
from schematic.syntax.lexer import Lexer, NoToken
from schematic.syntax.lookalikes import as_meant
from schematic.syntax.mend import closings, one_sign, with_fix
from schematic.syntax.statements import CLOSING, Chunk, cut
from schematic.syntax.tree_builder import Build, Refused
from schematic.syntax.unseen import without_unseen

if TYPE_CHECKING:
    from lark import Transformer

LONGEST_STATEMENT = 100_000
MOST_BYTES = 16 * 2**20
MOST_STATEMENTS = 250_000
MOST_MENDED = 100
"""The broken statements of a file for which an edit that mends them is looked for."""


def read(path: str | Path | Traversable) -> Source:
    """The source in a file, which may lie in a zip.

    Raises:
        SchematicError: the path cannot be read (SGM107), the file is too large (SGM112) or holds no
            UTF-8 text (SGM104).
    """
    return decode(str(path), read_raw(path))


def read_raw(path: str | Path | Traversable) -> bytes:
    """The bytes of a spec.

    Raises:
        SchematicError: the path cannot be read (SGM107), or the file is too large (SGM112).
    """
    try:
        if isinstance(path, str | Path):
            return read_bytes(path, MOST_BYTES)
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        if isinstance(fault, OSError) and fault.errno == errno.EFBIG:
            raise SchematicError([errors.too_large(str(path), MOST_BYTES)]) from None
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise SchematicError([errors.unreadable(str(path), reason.lower())]) from None


def read_stream(stream: IO[bytes], name: str) -> bytes:
    """The bytes of a spec that a stream gives, such as standard input, which may have no end.

    Raises:
        SchematicError: they are too many (SGM112).
    """
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise SchematicError([errors.too_large(name, MOST_BYTES)])
    return raw


def decode(name: str, raw: bytes) -> Source:
    """The source in some bytes.

    Raises:
        SchematicError: the bytes are not UTF-8 text (SGM104).
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        reason = f"byte {fault.start} is {raw[fault.start]:#04x}"
        raise SchematicError([errors.not_text(name, reason)]) from None
    if "\0" in text:
        reason = f"byte {raw.index(0)} is NUL"
        raise SchematicError([errors.not_text(name, reason)])
    return Source.of(name, text)


Known: TypeAlias = Callable[[Source, Chunk], tree.Statement | None]
"""What knows some statements of a source already, such as those that an edit has left alone."""


def parse(source: Source, known: Known | None = None) -> tuple[tree.Tree, tuple[Diagnostic, ...]]:
    """The tree of all statements that parse, and a finding for all that is written wrongly.

    A statement with a sign that only looks like one of ours is in the tree, as it was meant.

    Args:
        source: the text.
        known: what is asked for each statement before it is read.
    """
    clear, unseen = without_unseen(source)
    meant, odd = as_meant(clear)
    chunks, comments = cut(meant)
    if len(chunks) > MOST_STATEMENTS:
        surplus = chunks[MOST_STATEMENTS].span
        finding = errors.too_many(Span(surplus.start, surplus.start + 1), MOST_STATEMENTS)
        return tree.Tree(source, (), (), (Span(0, len(source.text)),)), (finding,)
    statements: list[tree.Statement] = []
    findings: list[Diagnostic] = []
    broken: list[Span] = []
    for chunk in chunks:
        again = known(meant, chunk) if known is not None else None
        if again is not None:
            statements.append(again)
            continue
        result = _statement(meant, chunk)
        if isinstance(result, Diagnostic):
            few = len(broken) < MOST_MENDED
            findings.append(_mended(meant, chunk, result) if few else replace(result, fix=()))
            broken.append(chunk.span)
        else:
            statements.append(result)
    found = in_order((*unseen, *odd, *findings)) if unseen or odd else tuple(findings)
    return tree.Tree(source, tuple(statements), comments, tuple(broken)), found


def is_name(word: str) -> bool:
    """Whether a word can be a name as it stands: an identifier that is no keyword."""
    if not word.isidentifier():
        return False
    _, findings = parse(Source.of("<name>", f"let {word} = 1"))
    return not findings


def _statement(source: Source, chunk: Chunk) -> tree.Statement | Diagnostic:
    start, end = chunk.span.start, chunk.span.end
    if end - start > LONGEST_STATEMENT:
        return errors.too_long(Span(start, start + 1), LONGEST_STATEMENT)
    if chunk.open:
        bracket = source.excerpt(chunk.open)
        return errors.unclosed(chunk.open, f"`{bracket}`", f"`{CLOSING[bracket]}`")
    try:
        return cast(tree.Statement, parser().parse((source.text, start, end)))
    except Refused as fault:
        return fault.finding
    except NoToken as fault:
        return explain_unread(source.text, fault)
    except UnexpectedToken as fault:
        return explain_token(source.text, fault, chunk.span)


def _mended(source: Source, chunk: Chunk, finding: Diagnostic) -> Diagnostic:
    """The finding about a statement that does not parse, with the one edit that mends it."""
    return with_fix(source.text, chunk.span, finding, _candidates(source, chunk), _is_statement)


def _candidates(source: Source, chunk: Chunk) -> Iterable[Edit]:
    """Edits that may make a statement of what is none."""
    start, end = chunk.span
    if chunk.open:
        return closings(source.text, chunk.open.start, end, CLOSING[source.excerpt(chunk.open)])
    try:
        parser().parse((source.text, start, end))
    except UnexpectedToken as fault:
        here = Span(fault.token.start_pos or end, fault.token.end_pos or end)
        return one_sign(source.text, here, signs_of(fault))
    except (Refused, NoToken):
        pass
    return ()


def _is_statement(text: str) -> bool:
    """Whether a text is one statement; a factor's sign agrees with its head."""
    try:
        found = cast(tree.Statement, parser().parse((text, 0, len(text))))
    except (Refused, NoToken, UnexpectedToken):
        return False
    line = found.statement if isinstance(found, tree.Plate) else found
    return not isinstance(line, tree.FactorLine) or line.equals == line.arrow.hollow


@cache
def parser() -> Lark:
    """The parser, made from the grammar; Lark would keep it in a pickle, which runs code."""
    grammar = (folder("grammar") / "schematic.lark").read_text(encoding="utf-8")
    build = cast("Transformer[object, object]", Build())
    return Lark(grammar, parser="lalr", lexer=Lexer, transformer=build)


@cache
def lexer() -> Lexer:
    """The lexer of the parser."""
    grammar = parser()
    return Lexer(LexerConf(grammar.terminals, re, ignore=grammar.ignore_tokens))
