"""A finding about a schematic, and the one exception that carries findings.

A finding names its code, its place, its cause and its cure; `report.py` gives it a layout.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, ParamSpec

from schematic.diagnostics.source import Source, Span

Severity = Literal["error", "warning"]
P = ParamSpec("P")


@dataclass(frozen=True)
class Diagnostic:
    """One finding: `message` says what is wrong, `cause` why, `cure` what to write instead.

    `about` names what it speaks of, so that it can be left out where a broken statement may be the
    reason.
    """

    code: str
    message: str
    span: Span | None
    cause: str = ""
    cure: str = ""
    severity: Severity = "error"
    about: tuple[str, ...] = ()


class SchematicError(Exception):
    """Raised for every fault in a user's input; carries all findings, not only the first.

    Attributes:
        diagnostics: the findings, in the order of the source.
        source: the text they point into, or None where there is none.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], source: Source | None = None) -> None:
        """Collect findings, ordered by their place."""
        self.diagnostics = tuple(sorted(diagnostics, key=_place))
        self.source = source
        super().__init__(self.diagnostics, source)

    def __str__(self) -> str:
        """The findings as `sgm check` prints them."""
        from schematic.diagnostics.report import write_text

        return write_text(self.diagnostics, self.source)


def _place(finding: Diagnostic) -> tuple[int, str]:
    return (finding.span.start if finding.span else -1, finding.code)


@dataclass(frozen=True)
class Page:
    """What `sgm explain CODE` prints: the docstring of the constructor that makes the finding."""

    code: str
    title: str
    text: str


PAGES: dict[str, Page] = {}


def page(code: str) -> Callable[[Callable[P, Diagnostic]], Callable[P, Diagnostic]]:
    """Register a constructor's docstring as the page of its code."""

    def register(constructor: Callable[P, Diagnostic]) -> Callable[P, Diagnostic]:
        lines = (constructor.__doc__ or "").strip().splitlines()
        body = "\n".join(line.removeprefix("    ") for line in lines[1:]).strip()
        PAGES[code] = Page(code, lines[0].rstrip("."), body)
        return constructor

    return register


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint such as "did you mean `digits`?", or the list of what is known."""
    choices = sorted(set(known))
    close = difflib.get_close_matches(name, choices, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return "known: " + ", ".join(f"`{choice}`" for choice in choices) if choices else ""


def errors(findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Only the findings that stop the compiler."""
    return (finding for finding in findings if finding.severity == "error")
