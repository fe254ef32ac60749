"""What an audit found: a row a player, as text and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from schematic.graph.names import greek
from schematic.html_table import write_table


class Verdict(Enum):
    """What an audit says of a loss."""

    EQUAL = "equal"
    UP_TO_CONSTANT = "equal up to a constant"
    UP_TO_FACTOR = "equal up to a factor"
    EXPLAINED = "different"
    UNEXPLAINED = "different, and not explained"

    @property
    def passes(self) -> bool:
        """Whether a step on the loss goes where a step on the derived one goes."""
        return self in (Verdict.EQUAL, Verdict.UP_TO_CONSTANT, Verdict.UP_TO_FACTOR)


@dataclass(frozen=True)
class Fault:
    """One thing that is different.

    Attributes:
        mistake: its name: a file of `audit/mistakes`, or weight, missing, leak or unexplained.
        message: what is different, a sentence about the player's loss.
        cure: what to write instead; "" where nobody knows.
    """

    mistake: str
    message: str
    cure: str = ""


@dataclass(frozen=True)
class PlayerAudit:
    """What an audit says of the loss of one player.

    Attributes:
        player: its name in ASCII.
        verdict: what was found.
        faults: what is different; none where the verdict passes.
        notes: what is worth knowing, and no fault.
        distance: of its gradient from the derived one, relative to the larger of both.
        residual: the same, once all faults are taken into account.
    """

    player: str
    verdict: Verdict
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    distance: float
    residual: float


@dataclass(frozen=True)
class Audit:
    """What was found about a user's losses.

    Attributes:
        name: the schematic's.
        seed: of batches, noise and parameters.
        batches: how many examples each batch had.
        players: a row a player, in the order in which they step.

    Example:
        >>> def losses(nets, batch, noise):
        ...     error = nets["G"](nets["E"](batch["x"])) - batch["x"]
        ...     return {"theta,eta": error.square().mean()}
        >>> found = schematic.audit(schematic.load("ae"), losses, shapes={"x": (5,)})
        >>> found.passed
        False
        >>> text = str(found)
    """

    name: str
    seed: int
    batches: tuple[int, ...]
    players: tuple[PlayerAudit, ...]

    @property
    def passed(self) -> bool:
        """Whether every loss is the derived one, up to a constant or a positive factor."""
        return all(player.verdict.passes for player in self.players)

    def player(self, name: str) -> PlayerAudit:
        """The row of a player."""
        return next(each for each in self.players if each.player == name)

    def to_json(self) -> str:
        """The audit as one JSON object."""
        return write_json(self)

    def __repr__(self) -> str:
        """Its sum, in a line; `print` shows what differs."""
        return f"<Audit of {self.name}: {_sum(self)}>"

    def __str__(self) -> str:
        """The audit for a terminal."""
        return write_text(self)

    def _repr_html_(self) -> str:
        """A table of the players, as notebooks show it."""
        rows = ((greek(p.player), p.verdict.value, "\n".join(_said(p))) for p in self.players)
        return write_table(
            f"{self.name}: {_sum(self)}", ("player", "verdict", "what differs"), rows
        )


def write_text(audit: Audit) -> str:
    """The rows, what is different in each, and the sum."""
    sizes = ", ".join(map(str, audit.batches))
    lines = [
        f"{audit.name}: values and gradients of {len(audit.players)} "
        f"{'loss' if len(audit.players) == 1 else 'losses'} beside the derived ones,",
        f"in float64, on {len(audit.batches)} batches of {sizes} examples, seed {audit.seed}",
        "",
    ]
    width = max(len(greek(each.player)) for each in audit.players)
    for each in audit.players:
        lines.append(f"  {greek(each.player):<{width}}  {each.verdict.value}{_figure(each)}")
        for fault in each.faults:
            lines += _wrapped(f"✗ {fault.message}", width + 4, 2)
            lines += _wrapped(f"cure: {fault.cure}", width + 6, 6) if fault.cure else []
        for note in each.notes:
            lines += _wrapped(f"· {note}", width + 4, 2)
    return "\n".join([*lines, "", _sum(audit)])


def _sum(audit: Audit) -> str:
    passed = sum(each.verdict.passes for each in audit.players)
    return f"{passed} passed, {len(audit.players) - passed} failed"


def _said(each: PlayerAudit) -> Iterator[str]:
    """The faults of a player with their cures, and the notes, a line each."""
    for fault in each.faults:
        yield f"✗ {fault.message}"
        if fault.cure:
            yield f"    cure: {fault.cure}"
    yield from (f"· {note}" for note in each.notes)


def _figure(each: PlayerAudit) -> str:
    if each.verdict is Verdict.UNEXPLAINED:
        return f": its gradient is {each.distance:.1e} off, of which {each.residual:.1e} remain"
    if each.verdict is Verdict.EXPLAINED:
        return f": its gradient is {each.distance:.1e} off, and what follows explains it"
    return ""


def _wrapped(text: str, indent: int, hang: int) -> list[str]:
    return textwrap.wrap(
        text,
        100,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
        break_long_words=False,
    )


def as_data(audit: Audit) -> dict[str, Any]:
    """The audit as plain data."""
    players = [asdict(p) | {"verdict": p.verdict.value} for p in audit.players]
    return {
        "name": audit.name,
        "seed": audit.seed,
        "batches": list(audit.batches),
        "passed": audit.passed,
        "players": players,
    }


def write_json(audit: Audit) -> str:
    """The audit as one JSON object."""
    return json.dumps(as_data(audit), ensure_ascii=False, indent=2)
