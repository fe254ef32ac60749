"""Timings and figures → a Markdown table and a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contest import Ratio, Timing, ratio

WAYS = ("plain", "tuned", "pixyz", "pyro", "pythae")


@dataclass(frozen=True)
class Result:
    """One model at one size: ours first."""

    model: str
    size: str
    timings: tuple[Timing, ...]

    def against(self, way: str) -> Ratio | None:
        """Our time in units of another's, if it took part."""
        ours, *others = self.timings
        return next((ratio(ours, other) for other in others if other.name == way), None)


def table(results: Sequence[Result]) -> str:
    """The ratios: median of rounds, and the quartiles in brackets."""
    head = ["model", "size", "µs a step", *(f"of {way}" for way in WAYS)]
    lines = [head, ["---"] * len(head)]
    for result in results:
        cells = [_cell(result.against(way)) for way in WAYS]
        lines.append([result.model, result.size, f"{result.timings[0].median:,.0f}", *cells])
    return _rows(lines)


def _cell(found: Ratio | None) -> str:
    return f"{found.median:.2f} ({found.low:.2f}–{found.high:.2f})" if found else "–"


def figures(title: str, found: Mapping[str, str]) -> str:
    """A small table of named figures."""
    return f"### {title}\n\n" + _rows(
        [["what", "figure"], ["---", "---"], *map(list, found.items())]
    )


def _rows(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def plot(results: Sequence[Result], path: Path) -> None:
    """Dots with quartiles: our time in units of each other way of writing the step."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    sizes = list(dict.fromkeys(result.size for result in results))
    figure, axes = pyplot.subplots(
        1,
        len(sizes),
        figsize=(4.6 * len(sizes), 0.42 * len(results) / len(sizes) + 1.7),
        sharey=True,
        sharex=True,
        squeeze=False,
        layout="constrained",
    )
    colours = dict(zip(WAYS, ("#888888", "#1f77b4", "#d62728", "#9467bd", "#2ca02c"), strict=True))
    for axis, size in zip(axes[0], sizes, strict=True):
        rows = [result for result in results if result.size == size]
        for way, colour in colours.items():
            found = [(y, r) for y, result in enumerate(rows) if (r := result.against(way))]
            if found:
                at, ratios = zip(*found, strict=True)
                middle = [r.median for r in ratios]
                spread = [
                    [m - r.low for m, r in zip(middle, ratios, strict=True)],
                    [r.high - m for m, r in zip(middle, ratios, strict=True)],
                ]
                axis.errorbar(middle, at, xerr=spread, fmt="o", ms=5, color=colour, label=way)
        axis.axvline(1, color="black", lw=0.8)
        axis.set(title=f"{size} nets", xlabel="compiled step / other step", xlim=(0, None))
        axis.set_yticks(range(len(rows)), [result.model for result in rows])
        axis.grid(axis="x", lw=0.3)
    axes[0][0].invert_yaxis()
    handles, labels = max((a.get_legend_handles_labels() for a in axes[0]), key=lambda p: len(p[1]))
    figure.legend(handles, labels, loc="outside lower center", ncols=len(WAYS), frameon=False)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)
