"""A run that something happened to → what a user gets who goes on with it as the messages say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.faults.contents import Contents, contents_of, difference
from tests.faults.sgm_process import HUNG, PATIENCE, Ending, Sgm

RUN = "run"  # the run folder, in the folder where `sgm` runs
TOLD = (1, 2)  # exit statuses with a message and a cure
PLAIN = re.compile(r"sgm: |error\[SGM\d+\]: | ")  # how a line begins that `sgm` writes
CAUSE = re.compile(r"(?m)^(sgm: error: |error\[SGM\d+\]: )")
STOPPED = 130  # exit status of a run that was interrupted


class Outcome(StrEnum):
    """What became of a run."""

    ENDED = "ended all the same"
    RESUMED = "resumed bit for bit"
    ANEW = "began anew after a clear message"
    WRONG = "lost something, or without a clear message"


@dataclass(frozen=True)
class Verdict:
    """What became of a run, and what was wrong, if something was."""

    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class Wanted:
    """What comes of a run that nothing happens to.

    Attributes:
        begin: the words of `sgm` that begin it.
        ends: the contents of its folder at the end; more than one where something else was there.
    """

    begin: tuple[str, ...]
    ends: tuple[Contents, ...]

    def difference(self, folder: Path) -> str:
        """Return how a folder differs from the first of the ends; "" if it equals one of them."""
        found = contents_of(folder)
        told = [difference(found, end) for end in self.ends]
        return "" if "" in told else told[0]


def follow(sgm: Sgm, struck: Ending, wanted: Wanted, *others: Ending) -> Verdict:
    """Go on with a run until it is at its end.

    Args:
        sgm: runs in the folder of the run.
        struck: the last ending of the run.
        wanted: what has to come of it.
        others: its endings before.
    """
    folder = sgm.folder / RUN
    if fault := unclear(struck):
        return Verdict(Outcome.WRONG, fault)
    good = max((step for each in (*others, struck) for step in each.checkpoints), default=None)
    if struck.status == 0 and not wanted.difference(folder):
        return Verdict(Outcome.ENDED)
    again = sgm("train", RUN, "--resume", "--quiet")
    if fault := unclear(again):
        return Verdict(Outcome.WRONG, f"when resumed, {fault}")
    if again.status == 0:
        if good is not None and (again.began is None or again.began < good):
            why = f"the checkpoint of step {good} was there, and it began at step {again.began}"
            return Verdict(Outcome.WRONG, why)
        return _compared(Outcome.RESUMED, wanted, folder)
    if good is not None:
        why = f"the checkpoint of step {good} was there, and it said: {again.said}"
        return Verdict(Outcome.WRONG, why)
    anew = sgm(*wanted.begin, *([] if "--force" in wanted.begin else ["--force"]))
    if anew.status:
        return Verdict(Outcome.WRONG, f"begun anew, it ended with {anew.status}: {anew.said}")
    return _compared(Outcome.ANEW, wanted, folder)


def _compared(outcome: Outcome, wanted: Wanted, folder: Path) -> Verdict:
    other = wanted.difference(folder)
    return Verdict(Outcome.WRONG, f"{outcome.lower()}, but: {other}") if other else Verdict(outcome)


BEFORE = ("sgm: data: ", "sgm: steps: ", "sgm: interrupted")
"""How lines begin that say what was read, what runs, and that a signal came, before training."""


def unclear(ending: Ending) -> str:
    """Return what is unclear in how a command ended; "" if it told the user what there is to tell.

    One that a signal has killed cannot tell anything. Where a process is lost before all have met,
    torchrun alone tells of it.
    """
    if ending.status == HUNG:
        return f"it did not end within {PATIENCE:.0f} s, and said: {ending.said}"
    told = [line for line in ending.said.splitlines() if not line.startswith(BEFORE)]
    if ending.status < 0 or (ending.is_of_several and ending.began is None and not told):
        return ""
    strange = [line for line in ending.said.splitlines() if line and not PLAIN.match(line)]
    if strange or "fault of schematic" in ending.said:
        return f"it ended with {ending.status} and said: {ending.said}"
    if ending.status in TOLD and not (CAUSE.search(ending.said) and "cure: " in ending.said):
        return f"it ended with {ending.status}, without a cause and a cure: {ending.said}"
    if ending.status not in (0, *TOLD, STOPPED):
        return f"it ended with the status {ending.status}: {ending.said}"
    return ""
