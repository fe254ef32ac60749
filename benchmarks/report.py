"""Timings and figures → a Markdown table and a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contest import Ratio, Timing, ratio

WAYS = ("plain", "tuned", "pixyz", "pyro", "pythae")
BELOW = ("schematic", "fast", "explicit", "floor")
HOLDERS = {
    "plain": "plain",
    "tuned": "tuned",
    "schematic": "eager",
    "fast": "`--fast`",
    "pixyz": "pixyz",
    "pyro": "pyro",
    "pythae": "pythae",
}


@dataclass(frozen=True)
class Result:
    """One model at one size.

    Attributes:
        model: a spec of the zoo.
        size: of its nets.
        timings: of all contestants; ours is "schematic".
        floor: microseconds of the kernels alone.
        compiling: seconds that the first compiled step took.
        memory: MiB that a step of each contestant takes at most.
    """

    model: str
    size: str
    timings: Mapping[str, Timing]
    floor: float
    compiling: float
    memory: Mapping[str, float]

    def of(self, way: str, other: str) -> Ratio | None:
        """The time of one contestant in units of another's, if both took part."""
        theirs = self.timings.get(other)
        if theirs is None:
            return None
        if way == "floor":
            return ratio(Timing(way, (self.floor,) * len(theirs.rounds)), theirs)
        return ratio(self.timings[way], theirs) if way in self.timings else None


def table(results: Sequence[Result]) -> str:
    """Our eager step in units of the others: median of rounds, quartiles in brackets."""
    head = ["model", "size", "µs a step", *(f"of {way}" for way in WAYS)]
    lines = [head, ["---"] * len(head)]
    for result in results:
        cells = [_cell(result.of("schematic", way)) for way in WAYS]
        ours = f"{result.timings['schematic'].median:,.0f}"
        lines.append([result.model, result.size, ours, *cells])
    return _rows(lines)


def below(results: Sequence[Result]) -> str:
    """What is faster than the plain step, in its units; the compiled graphs against our eager."""
    head = [
        "model",
        "size",
        "eager",
        "`--fast`",
        "by hand",
        "kernels",
        "fast of eager",
        "compiling",
    ]
    lines = [head, ["---"] * len(head)]
    for result in results:
        cells = [_short(result.of(way, "plain")) for way in BELOW]
        against, seconds = _cell(result.of("fast", "schematic")), f"{result.compiling:.0f} s"
        lines.append([result.model, result.size, *cells, against, seconds])
    return _rows(lines)


def memory(results: Sequence[Result]) -> str:
    """The most memory that a step takes at once, beside parameters and averages, in MiB."""
    ways = [way for way in HOLDERS if any(way in result.memory for result in results)]
    head = ["model", "size", *(HOLDERS[way] for way in ways)]
    lines = [head, ["---"] * len(head)]
    for result in results:
        cells = [f"{result.memory[w]:.2f}" if w in result.memory else "–" for w in ways]
        lines.append([result.model, result.size, *cells])
    return _rows(lines)


def _cell(found: Ratio | None) -> str:
    return f"{found.median:.2f} ({found.low:.2f}–{found.high:.2f})" if found else "–"


def _short(found: Ratio | None) -> str:
    return f"{found.median:.2f}" if found else "–"


def figures(title: str, found: Mapping[str, str]) -> str:
    """A small table of named figures."""
    return f"### {title}\n\n" + _rows(
        [["what", "figure"], ["---", "---"], *map(list, found.items())]
    )


def _rows(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def plot(results: Sequence[Result], path: Path) -> None:
    """Bars: the time of every way of writing a step in units of the plain script's."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "speed"
    from matplotlib import pyplot

    sizes = list(dict.fromkeys(result.size for result in results))
    figure, axes = pyplot.subplots(
        len(sizes), 1, figsize=(8.4, 2.3 * len(sizes) + 0.7), squeeze=False, layout="constrained"
    )
    for axis, size in zip(axes[:, 0], sizes, strict=True):
        rows = [result for result in results if result.size == size]
        width = 0.8 / len(SHOWN)
        for place, (way, (label, colour)) in enumerate(SHOWN.items()):
            found = [(x, r) for x, row in enumerate(rows) if (r := row.of(way, "plain"))]
            if not found:
                continue
            at = [x + (place - (len(SHOWN) - 1) / 2) * width for x, _ in found]
            middle = [r.median for _, r in found]
            spread = [[r.median - r.low for _, r in found], [r.high - r.median for _, r in found]]
            axis.bar(
                at,
                middle,
                width,
                yerr=spread,
                color=colour,
                label=label,
                ecolor="#444444",
                error_kw={"lw": 0.7},
            )
        axis.axhline(1, color="black", lw=0.8)
        axis.set(title=f"{size} nets", ylabel="time / plain script", ylim=(0, 1.15))
        axis.set_xticks(range(len(rows)), [row.model.replace("-", "-\n") for row in rows])
        axis.grid(axis="y", lw=0.3)
        axis.set_axisbelow(True)
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=150)
    pyplot.close(figure)


SHOWN = {
    "tuned": ("hand-optimised", "#b0b0b0"),
    "schematic": ("compiled", "#1f77b4"),
    "fast": ("compiled, --fast", "#d62728"),
    "explicit": ("derivatives by hand", "#555555"),
    "floor": ("matrix products and Adam alone", "#e0e0e0"),
}
