"""Each net is trained by one group, and no group plays on both sides of a game."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, NetRef, Schematic
from schematic.graph.advice import JUDGES, free_group, free_name, free_net
from schematic.graph.names import greek


@page("SGM331")
def both_sides(ref: NetRef, instead: str) -> Diagnostic:
    """One parameter group is trained by both sides of a game.

    φ maximises log q(y|x) and everyone else log qʳ(y|x): a group on both sides would be pulled
    both ways, and the two gradients would mix. To share layers, use `net Q = mlp(64) on D`: the
    trunk keeps its owner.
    """
    message = f"`{greek(ref.group)}` would learn on both sides of a game"
    cause = "a red arrow trains it to judge, and this arrow to be judged"
    cure = f"write `{instead}`, or give the net on the red arrow a group of its own"
    return Diagnostic("SGM331", message, ref.span, cause, cure)


@page("SGM332")
def two_groups(span: Span, net: str, first: str, second: str) -> Diagnostic:
    """One net is named with two parameter groups.

    The group in brackets owns the net's parameters. A net that is used twice shares them, so its
    group is the same each time.
    """
    message = f"net `{net}` is trained with `{greek(first)}` and with `{greek(second)}`"
    cause = f"it is `{net}[{greek(first)}]` before, and a net has one parameter group"
    cure = f"write `{net}[{greek(first)}]` here, or name another net"
    return Diagnostic("SGM332", message, span, cause, cure)


@page("SGM333")
def both_phases(ref: NetRef, instead: str) -> Diagnostic:
    """One parameter group learns in wake and in sleep.

    Wake trains the groups of the solid arrows and sleep those of the dashed ones; each group has
    one optimizer.
    """
    message = f"`{greek(ref.group)}` would learn both in wake and in sleep"
    cause = "wake trains the groups of solid arrows, sleep those of dashed ones"
    cure = f"write `{instead}`: solid arrows and dashed ones have groups of their own"
    return Diagnostic("SGM333", message, ref.span, cause, cure)


@page("SGM336")
def frozen_judge(ref: NetRef, instead: str) -> Diagnostic:
    """A red arrow whose net nobody trains.

    A red arrow is a player: φ learns to judge. A discriminator that does not learn is no player,
    and everyone else would run away from what it happens to say. A frozen net may stand on any
    other arrow, also on one between what is made and what is judged.
    """
    message = f"nobody trains `{ref.net}`, and a red arrow is a player"
    return Diagnostic("SGM336", message, ref.span, "", f"write `{instead}`")


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about who trains what."""
    owner: dict[str, NetRef] = {}
    for factor in schematic.factors:
        for ref in factor.law.nets:
            first = owner.setdefault(ref.net, ref)
            if first.group != ref.group:
                yield two_groups(ref.span, ref.net, first.group, ref.group)
    red = {ref.net: ref.group for f in schematic.factors if f.red for ref in f.law.nets}
    dashed = {ref.net: ref.group for f in schematic.factors if f.dashed for ref in f.law.nets}
    for factor in schematic.factors:
        for ref in factor.law.nets:
            if ref.is_frozen:
                if factor.red:
                    yield frozen_judge(ref, _judge(schematic, ref, owner[ref.net]))
                continue
            if not factor.red and ref.group in red.values():
                yield both_sides(ref, _apart(schematic, ref, red))
            if _in_wake(schematic, factor) and ref.group in dashed.values():
                yield both_phases(ref, _apart(schematic, ref, dashed))


def _judge(schematic: Schematic, ref: NetRef, owner: NetRef) -> str:
    """The net with a group of its own."""
    groups = [*schematic.groups, *("theta", "eta", "omega")]
    net = ref.net if owner == ref else free_net(schematic, ref.net)
    return f"{net}[{greek(free_name(JUDGES, groups))}]"


def _apart(schematic: Schematic, ref: NetRef, others: Mapping[str, str]) -> str:
    """A net with a group apart from those of others; another net where it is one of them."""
    net = free_net(schematic, ref.net) if ref.net in others else ref.net
    return f"{net}[{free_group(others.values())}]"


def _in_wake(schematic: Schematic, factor: Factor) -> bool:
    return schematic.schedule.has_phases and not factor.dashed
