"""A parser's failure → a finding in the words of the language."""

from __future__ import annotations

import re
import unicodedata

from lark import UnexpectedToken

from schematic.diagnostics import Diagnostic, Edit, Span
from schematic.syntax import syntax_findings as errors
from schematic.syntax.lexer import NoToken

WIDEST_TOKEN = 40
_STROKES = re.compile(r"[-=.<>|!~]+")
_DRAWN = re.compile(r"(?:[-=]+|\.+)(?P<head>[|!]?)>+")
_STARTS = frozenset(("MODEL", "VISIBLE", "LATENT", "INDICATOR", "NET", "LET", "TRAIN"))
_KEYWORDS = tuple(word.lower() for word in sorted(_STARTS))
_WORDS = {
    "ARROW": "an arrow (-> ..> -|> ..|> -!> ..!>)",
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "a title in quotes",
    "HYPHENATED": "a word such as wake-sleep",
    "EQUALS": "`=`",
    "TILDE": "`~`",
    "COMMA": "`,`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "DOTS": "`..`",
    "EXCHANGE": "`<->`",
    "VBAR": "`|`",
    "COLON": "`:`",
    "LSQB": "`[`",
    "LPAR": "`(`",
    "OPEN_BRACE": "`{`",
    "CLOSE_SQUARE": "`]`",
    "CLOSE_ROUND": "`)`",
    "CLOSE_BRACE": "`}`",
    "$END": "the end of the line",
}
_OPERATORS = frozenset("*/%^-")
_ARROWS = {"→": "->", "⟶": "->", "⇢": "..>", "⤏": "..>"}


def explain_unread(text: str, fault: NoToken) -> Diagnostic:
    """What is wrong where no token begins."""
    here = Span(fault.start, fault.end)
    found = text[fault.start : fault.end]
    strokes = _strokes_at(text, fault.start)
    if strokes is not None:
        return _no_arrow(text, strokes)
    if found == '"':
        return errors.unclosed(here, 'quote `"`', '`"`')
    if len(found) > 1 or found.isalnum():
        return errors.no_name(here, _shown(found))
    if found in _OPERATORS and _in_square_brackets(text, fault.start):
        return errors.index_arithmetic(here)
    arrow = _ARROWS.get(found)
    cure = f"write `{arrow}`" if arrow else "remove it; comments begin with `#`"
    fix = (Edit(here, arrow),) if arrow else ()
    return errors.unknown_character(here, _character(found), cure, fix)


def explain_token(text: str, fault: UnexpectedToken, statement: Span) -> Diagnostic:
    """What is wrong where a token may not stand."""
    token = fault.token
    accepted = _accepted(fault)
    if token.type == "$END":
        here = Span(statement.end, statement.end + 1)
        found = "end of the statement"
        return errors.unexpected(here, found, _expected(accepted), _at_end(accepted))
    here = Span(token.start_pos or 0, token.end_pos or 0)
    if "ARROW" in accepted:
        strokes = _strokes_at(text, here.start)
        if strokes is not None:
            return _no_arrow(text, strokes)
        from schematic.syntax.law_statements import explain_law

        paper = explain_law(text, statement)
        if paper is not None:
            return paper
        first = text[statement.start : here.start].strip()
        if first.isidentifier() and token.type == "NAME":
            here = Span(statement.start, statement.start + len(first))
            return errors.no_statement(here, _shown(first), _KEYWORDS)
    if token.type == "MINUS":
        return explain_unread(text, NoToken(here.start, here.end))
    written = text[here.start : here.end]
    cure = _at_token(token.type, _shown(written), accepted)
    return errors.unexpected(here, f"`{_shown(written)}`", _expected(accepted), cure)


def _in_square_brackets(text: str, at: int) -> bool:
    """Whether a place stands behind a `[` of its line that is not closed before it."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.rfind("[") > line.rfind("]")


def _strokes_at(text: str, at: int) -> Span | None:
    """The run of strokes around a place that was meant for an arrow, if there is one."""
    start = at
    while start > 0 and text[start - 1] in "-=.<>|!":
        start -= 1
    found = _STROKES.match(text, start)
    if found is None or found.end() - start < 2 or not set("<>") & set(found.group()):
        return None
    return Span(*found.span())


def _no_arrow(text: str, strokes: Span) -> Diagnostic:
    """Strokes that are no arrow; one with too many strokes, or with double ones, was meant so."""
    found = text[strokes.start : strokes.end]
    drawn = _DRAWN.fullmatch(found)
    line = ".." if drawn and "." in found else "-"
    fix = (Edit(strokes, f"{line}{drawn['head']}>"),) if drawn else ()
    return errors.no_arrow(strokes, found, fix)


def signs_of(fault: UnexpectedToken) -> tuple[str, ...]:
    """The signs that may stand where a token may not, as they are written."""
    words = (_WORDS.get(name, "") for name in sorted(_accepted(fault)))
    return tuple(word.strip("`") for word in words if word.startswith("`"))


def _character(found: str) -> str:
    """A character with its name, so that one that cannot be seen can be found."""
    name = unicodedata.name(found, "")
    code = f"U+{ord(found):04X}"
    if found.isascii() and found.isprintable():
        return f"`{found}`"
    return f"`{found}` ({name})" if found.isprintable() else f"{code} ({name or 'unprintable'})"


def _shown(text: str) -> str:
    return text if len(text) <= WIDEST_TOKEN else text[:WIDEST_TOKEN] + "…"


def _accepted(fault: UnexpectedToken) -> frozenset[str]:
    """The terminals that may stand there; a sign that begins a number is none of its own."""
    accepted = frozenset(fault.accepts or fault.expected)
    return accepted - {"PLUS", "MINUS"} if "NUMBER" in accepted else accepted


def _expected(accepted: frozenset[str]) -> str:
    """What may stand there, in words and in a steady order."""
    if accepted >= _STARTS:
        return "a statement: model, visible, latent, indicator, net, let, train or a factor"
    words = [_WORDS.get(name, f"`{name.lower()}`") for name in sorted(accepted)]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _at_end(accepted: frozenset[str]) -> str:
    """A cure where a statement stops too early."""
    if accepted >= {"EQUALS", "TILDE"}:
        return "say what makes it: `= G[θ]` (hollow head) or `~ G[θ]` (filled head)"
    if "ARROW" in accepted:
        return "a factor is written `z -> x ~ G[θ]`"
    return ""


def _at_token(kind: str, written: str, accepted: frozenset[str]) -> str:
    """A cure for the slips that are seen most."""
    if "NAME" not in accepted:
        return ""
    if kind == written.upper():
        return f"`{written}` is a keyword; choose another name"
    if kind == "HYPHENATED":
        return f"a name has no `-`: write `{written.replace('-', '_')}`"
    if kind == "NUMBER" and "NUMBER" not in accepted:
        return "a name begins with a letter"
    return ""
