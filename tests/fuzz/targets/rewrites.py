"""A shipped spec and a chain of rewrites, as two lines → another spec, and the way back from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random

from schematic.checks import check
from schematic.diagnostics import SchematicError
from schematic.diagnostics.diagnostic import errors
from schematic.handle import Schematic
from schematic.pipeline import load
from schematic.resources import zoo
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.rewritten import way_back
from schematic.rewrites.rules import RULES, moves
from schematic.rewrites.sameness.equality import equal
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.parts_changed import changed_parts
from tests.fuzz.mutators.spec_changed import NAMES

WORDS = (
    *(
        "|",
        "<->",
        "swap",
        "processes",
        "add",
        "drop",
        "code",
        "match",
        "by",
        "red",
        "kl",
        "nothing",
    ),
    *("adversary", "activate", "degenerate", "gan", "to", "vae", "x", "z", "y", "c", "{x}", "||"),
    *NAMES,
)


@cache
def _spec(name: str) -> Schematic:
    return load(zoo()[name])


@cache
def _chains() -> tuple[str, ...]:
    """The examples of all rewrites, and those that apply to a shipped spec."""
    found = {str(move) for name in zoo() for move in moves(_spec(name))}
    return tuple(sorted(found | {rule.example for rule in RULES.values()}))


def seeds() -> list[bytes]:
    """Each shipped spec with each rewrite that is worth a try there."""
    return [f"{name}\n{move}".encode() for name in zoo() for move in moves(_spec(name))]


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Another spec, another chain, other words of it, or other bytes."""
    if dice.random() < 0.1:
        return changed_bytes(data, dice, others)
    name, _, chain = data.decode("utf-8", "replace").partition("\n")
    if dice.random() < 0.2:
        name = dice.choice(list(zoo()))
    if dice.random() < 0.6:
        parts = changed_parts(chain.split("|"), dice, _chains(), most=3)
        return f"{name}\n{'|'.join(part for part in parts[:6])}".encode()
    return f"{name}\n{' '.join(changed_parts(chain.split(' '), dice, WORDS))}".encode()


def attempt(data: bytes) -> str:
    """Rewrite, check, and go back; the name of a spec that is none stands for `gan`."""
    name, _, chain = data.decode("utf-8", "replace").partition("\n")
    before = _spec(name if name in zoo() else "gan")
    try:
        after = before.rewrite(chain)
    except SchematicError as refused:
        return " ".join((name, *(finding.code for finding in refused.diagnostics)))
    found = [finding.code for finding in errors(check(after))]
    if found:
        raise Fault(f"a rewritten spec is ill-formed: {chain!r} gives {found}")
    rules = read_rewrites(chain)
    back = way_back(before, chain)
    if back is None and all(rule.words == rule.undone_by for rule in rules):
        raise Fault(f"an involution does not lead back: {chain!r}")
    if back is not None and not equal(after.rewrite(back), before):
        raise Fault(f"the way back leads elsewhere: {chain!r} and {back!r}")
    kinds = " ".join(type(rule).__name__ for rule in rules)
    return f"{name} {kinds} {'and back' if back else ''}"


TARGET = FuzzTarget(
    promise="A chain is refused, or gives a spec that is right; involutions lead back.",
    seeds=seeds,
    change=change,
    attempt=attempt,
    quick=40,
    seconds=3.0,
)
