"""A finding about a schematic, and the error that carries findings.

A finding names its code, its place, its cause and its cure; `report.py` gives it a layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple, ParamSpec

from schematic.diagnostics.edit import Edit
from schematic.diagnostics.error import Error
from schematic.diagnostics.source import Source, Span

Severity = Literal["error", "warning"]
P = ParamSpec("P")
LONGEST_WORD = 60
MOST_COMPARED = 64
MOST_LISTED = 8
_ENDLESS = re.compile(rf"(\w{{{LONGEST_WORD}}})\w+")


@dataclass(frozen=True)
class Diagnostic:
    """One finding: `message` says what is wrong, `cause` why, `cure` what to write instead.

    Each is one line, in which endless names are cut. `about` names what the finding misses (nodes,
    nets, or a sort of arrow: `->`, `..>`, `-!>`), so that it can be left out where a broken
    statement may have said it. `fix` holds the edits that cure it for certain, where there are any:
    they make what `cure` says, and only what the finding is about.

    Example:
        >>> try:
        ...     schematic.parse("visible x : unit ~ dta")
        ... except schematic.SchematicError as error:
        ...     finding = error.diagnostics[0]
        >>> finding.code, finding.severity
        ('SGM...', 'error')
    """

    code: str
    message: str
    span: Span | None
    cause: str = ""
    cure: str = ""
    severity: Severity = "error"
    about: tuple[str, ...] = ()
    fix: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        """Cut endless names."""
        for part in ("message", "cause", "cure"):
            text = getattr(self, part)
            if len(text) > LONGEST_WORD:
                object.__setattr__(self, part, _ENDLESS.sub(r"\1…", text))


class SchematicError(Error):
    """Raised for every fault in a user's spec; carries all findings, not only the first.

    `message` and `cure` are those of the first finding.

    Attributes:
        diagnostics: the findings, in the order of the source.
        source: the text they point into, or None where there is none.

    Example:
        >>> schematic.load("gna")
        Traceback (most recent call last):
        ...
        schematic.diagnostics.diagnostic.SchematicError: error[SGM107]: cannot read gna: ...
    """

    status = 1

    def __init__(self, diagnostics: Iterable[Diagnostic], source: Source | None = None) -> None:
        """Collect findings, ordered by their place."""
        self.diagnostics = in_order(diagnostics)
        self.source = source
        first = next(errors(self.diagnostics), None)
        super().__init__(*((first.message, first.cure) if first else ("no findings",)))
        self.args = (self.diagnostics, source)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the findings at their places, and no traceback."""
        return str(self).splitlines()

    def __str__(self) -> str:
        """The findings as `sgm check` prints them."""
        from schematic.diagnostics.report import write_text

        return write_text(self.diagnostics, self.source)


def in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings in the order of the source, each once; those without a place come first."""
    return tuple(sorted(dict.fromkeys(findings), key=_place))


def _place(finding: Diagnostic) -> tuple[int, str, str]:
    start = finding.span.start if finding.span else -1
    return start, finding.code, finding.message


def errors(findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Only the findings that stop the compiler."""
    return (finding for finding in findings if finding.severity == "error")


class Page(NamedTuple):
    """What `sgm explain CODE` prints: the docstring of the constructor that makes the finding."""

    code: str
    title: str
    text: str


PAGES: dict[str, Page] = {}


def page(code: str) -> Callable[[Callable[P, Diagnostic]], Callable[P, Diagnostic]]:
    """Register a constructor's docstring as the page of its code. A code has one constructor."""

    def register(constructor: Callable[P, Diagnostic]) -> Callable[P, Diagnostic]:
        lines = _docstring(constructor).strip().splitlines()
        body = "\n".join(line.removeprefix("    ") for line in lines[1:]).strip()
        if code in PAGES:
            message = f"{code} has a page already: {PAGES[code].title}"
            raise ValueError(message)
        PAGES[code] = Page(code, lines[0].rstrip("."), body)
        return constructor

    return register


def _docstring(constructor: Callable[P, Diagnostic]) -> str:
    """The docstring of a constructor; `python -OO` drops it, and then its source still has it."""
    if constructor.__doc__:
        return constructor.__doc__
    import ast
    import inspect

    (function,) = ast.parse(inspect.getsource(constructor)).body
    assert isinstance(function, ast.FunctionDef)
    return ast.get_docstring(function, clean=False) or ""


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, if one is like it."""
    import difflib

    close = difflib.get_close_matches(name[:LONGEST_WORD], islice(known, MOST_COMPARED), n=1)
    return close[0] if close else None


def listed(names: Iterable[str]) -> str:
    """Names in backticks, in order of appearance; a long list is cut."""
    shown: dict[str, None] = {}
    for name in names:
        if len(shown) == MOST_LISTED and f"`{name}`" not in shown:
            return ", ".join((*shown, "…"))
        shown[f"`{name}`"] = None
    return ", ".join(shown)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint such as "did you mean `digits`?", or the list of what is known."""
    choices = tuple(known)
    close = closest(name, choices)
    if close:
        return f"did you mean `{close}`?"
    return f"known: {listed(choices)}" if choices else ""
