"""What became of trials → a table in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.faults.survival import Outcome

Group = tuple[str, str]


def write_table(results: Iterable[tuple[Group, Outcome]]) -> str:
    """Return a line for each group, with how many trials came to each outcome, and the sums."""
    counts: dict[Group, Counter[Outcome]] = {}
    for group, outcome in results:
        counts.setdefault(group, Counter())[outcome] += 1
    titles = ["runs", "what happened", "trials", *Outcome]
    lines = [titles, ["---", "---", *["---:"] * (1 + len(Outcome))]]
    lines += [[*group, *_cells(counts[group])] for group in counts]
    lines.append(["all", "", *_cells(sum(counts.values(), Counter()))])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(found: Counter[Outcome]) -> list[str]:
    return [f"{n:,}" for n in (found.total(), *(found[outcome] for outcome in Outcome))]
