"""What is alike up to an index → one line with Σ, Π or `t = 1, …, 8`, as on paper.

The index t of a line is the largest on it, so `KL(q(z_3|z_2) ‖ p(z_3))` is one of `z_t` and
`z_{t-1}`. Lines that are alike for `FEWEST` consecutive values of t or more become one; the others
stay. Names are looked up among the copies that plates have made, so what a user has numbered stays
as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from schematic.graph import Schematic
from schematic.graph.copies import Copy
from schematic.graph.names import greek
from schematic.objective.printing.symbols import Law, LawSeries

FEWEST = 3

Line = TypeVar("Line")


class Folded(NamedTuple):
    """A line, and the values of t for which it stands; None for a line of its own."""

    line: Any
    values: range | None


class Indices:
    """The copies of a schematic, as they stand in texts and in laws."""

    def __init__(self, schematic: Schematic) -> None:
        """Look up the copies of nodes and of nets."""
        nodes = {n: c for n, c in schematic.copies.items() if n in schematic.nodes}
        nets = {n: c for n, c in schematic.copies_of_nets.items() if n in schematic.group_of}
        self.nodes: Mapping[str, Copy] = nodes
        self.shown: Mapping[str, Copy] = {
            **{greek(n): c._replace(stem=greek(c.stem)) for n, c in nodes.items()},
            **{n: c for n, c in nets.items() if n not in nodes},
        }
        names = sorted(map(re.escape, self.shown), key=len, reverse=True)
        self._names = re.compile(rf"(?<!\w)({'|'.join(names)})(?![^\W_])") if names else None

    def texts(self, rows: Sequence[tuple[str, ...]]) -> Iterator[Folded]:
        """Rows of text, those that are alike as one."""

        def at(row: tuple[str, ...]) -> list[int]:
            if self._names is None:
                return []
            return [self.shown[name].at for text in row for name in self._names.findall(text)]

        def general(row: tuple[str, ...], last: int) -> tuple[str, ...]:
            assert self._names is not None
            names = self._names
            return tuple(
                names.sub(lambda found: symbolic(self.shown[found[1]], last), text) for text in row
            )

        return _folded(rows, at, general)

    def expressions(self, parts: Sequence[Line]) -> Iterator[Folded]:
        """Laws, or expressions of laws, those that are alike as one."""
        return _folded(parts, self._at, self._general)

    def short(self, part: Any) -> Any:
        """An expression in which products of laws, and rows of names, are short."""
        if isinstance(part, Law):
            return replace(part, of=self._names_of(part.of), given=self._names_of(part.given))
        if isinstance(part, tuple):
            if part and all(isinstance(each, Law) for each in part):
                return tuple(
                    LawSeries(found.line, found.values) if found.values else self.short(found.line)
                    for found in self.expressions(part)
                )
            return tuple(map(self.short, part))
        return _inside(part, self.short)

    def _names_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Names in a row, with `x_{1:8}` for the copies of one name that follow each other."""
        runs: list[list[str]] = []
        for name in names:
            before, mine = self.nodes.get(runs[-1][-1]) if runs else None, self.nodes.get(name)
            follows = before and mine and abs(mine.at - before.at) == 1
            if follows and before and mine and before.stem == mine.stem:
                runs[-1].append(name)
            else:
                runs.append([name])
        return tuple(short for run in runs for short in self._run(run))

    def _run(self, run: list[str]) -> list[str]:
        copies = [self.nodes[name] for name in run if name in self.nodes]
        if len(copies) < FEWEST:
            return run
        low, high = sorted((copies[0].at, copies[-1].at))
        return [f"{copies[0].stem}_{{{low}:{high}}}"]

    def _at(self, part: Any) -> list[int]:
        """The indices in an expression."""
        if isinstance(part, Law):
            names = (*part.of, *part.given)
            return [self.nodes[name].at for name in names if name in self.nodes]
        if isinstance(part, tuple):
            return [at for each in part for at in self._at(each)]
        if is_dataclass(part):
            return [at for f in fields(part) for at in self._at(getattr(part, f.name))]
        return []

    def _general(self, part: Any, last: int) -> Any:
        """An expression with `z_{t-1}` for a copy."""
        if isinstance(part, Law):

            def name(of: str) -> str:
                return symbolic(self.nodes[of], last) if of in self.nodes else of

            return replace(part, of=tuple(map(name, part.of)), given=tuple(map(name, part.given)))
        if isinstance(part, tuple):
            return tuple(self._general(each, last) for each in part)
        return _inside(part, lambda inner: self._general(inner, last))


def symbolic(copy: Copy, last: int) -> str:
    """A copy by its distance from the last: `z_{t-1}`; `z_t` where it is the last."""
    return f"{copy.stem}_{{t{copy.at - last:+d}}}" if copy.at != last else f"{copy.stem}_{{t}}"


def values_shown(values: range) -> str:
    """The values of t in words."""
    return f"t = {values[0]}, …, {values[-1]}"


def _inside(part: Any, change: Callable[[Any], Any]) -> Any:
    """An expression whose parts are changed; anything else stays."""
    if not is_dataclass(part) or isinstance(part, type):
        return part
    parts = {field.name: getattr(part, field.name) for field in fields(part)}
    deep = {n: v for n, v in parts.items() if isinstance(v, tuple) or is_dataclass(v)}
    return replace(part, **{name: change(value) for name, value in deep.items()})


def _folded(
    lines: Sequence[Line],
    at: Callable[[Line], list[int]],
    general: Callable[[Line, int], object],
) -> Iterator[Folded]:
    """Lines in order; a run of those that are alike stands where its first one stood."""
    families: dict[object, dict[int, int]] = {}
    for place, line in enumerate(lines):
        indices = at(line)
        if indices:
            families.setdefault(general(line, max(indices)), {})[max(indices)] = place
    heads: dict[int, Folded] = {}
    gone: set[int] = set()
    for shown, family in families.items():
        for run in _runs(sorted(family)):
            if len(run) >= FEWEST:
                places = [family[t] for t in run]
                heads[min(places)] = Folded(shown, range(run[0], run[-1] + 1))
                gone.update(places)
    for place, line in enumerate(lines):
        if place in heads:
            yield heads[place]
        elif place not in gone:
            yield Folded(line, None)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Numbers in order, cut where one is missing."""
    run = list(numbers[:1])
    for before, number in pairwise(numbers):
        if number != before + 1:
            yield run
            run = []
        run.append(number)
    yield run
