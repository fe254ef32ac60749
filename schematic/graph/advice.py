"""Schematic → lines that a cure may advise: names that are free, in words that fit what is there.

A cure that is followed to the letter must not lead to the next finding. So it declares what is not
declared, takes nets and parameter groups that nobody else uses, and starts from a node with a law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from schematic.families import KINDS, Kind
from schematic.graph import DataLaw, Distribution, Factor, Node, Role, Schematic
from schematic.graph.names import greek

JUDGES, _OTHERS = ("phi", "psi", "chi"), ("theta", "eta", "omega")


def write_factor(schematic: Schematic, factor: Factor) -> str:
    """One factor as the language writes it, with its attributes.

    A spec without a finding needs no line, so what writes lines is imported when one is asked for.
    """
    from schematic.graph.statement_lines import factor_line
    from schematic.syntax.write import write_statement

    return write_statement(factor_line(factor, schematic.nodes[factor.child].space))


def free_name(wishes: Sequence[str], taken: Collection[str]) -> str:
    """The first wish that is free, or the first with a number behind it."""
    numbered = (f"{wishes[0]}_{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (*wishes, *numbered) if name not in taken)


def new_net(schematic: Schematic, wish: str, group: str = "") -> str:
    """A net that is not there yet, with a group that learns on the generative side: `G[θ]`."""
    red = {group for f in schematic.factors if f.red for group in f.law.groups}
    shown = greek(group) if group and group not in red else free_group(red)
    return f"{free_net(schematic, wish)}[{shown}]"


def free_group(taken: Iterable[str]) -> str:
    """A parameter group beside others, in Greek."""
    return greek(free_name(_OTHERS, frozenset(taken)))


def free_net(schematic: Schematic, wish: str) -> str:
    """The name of a net that is not there yet."""
    return free_name((wish,), schematic.group_of.keys() | schematic.nets.keys())


def new_game(schematic: Schematic, name: str) -> str:
    """How a game about a node is added: the indicator is declared where there is none.

    Where a dashed red arrow weighs examples, the game takes its place.
    """
    for weigher in (f for f in schematic.factors if f.red and f.dashed):
        new = f"{name} -!> {weigher.child} ~ {weigher.law.nets[0]}"
        return f"write `{new}` instead of `{write_factor(schematic, weigher)}`"
    others = {group for f in schematic.factors if not f.red for group in f.law.groups}
    judge = f"{free_net(schematic, 'D')}[{greek(free_name(JUDGES, others))}]"
    indicator = _free_indicator(schematic)
    if indicator is not None:
        return f"add `{name} -!> {indicator} ~ {judge}`"
    indicator = free_name(("y",), schematic.nodes)
    return f"{declaration(indicator)} and add `{name} -!> {indicator} ~ {judge}`"


def declaration(indicator: str) -> str:
    """How an indicator is declared."""
    return f"declare `indicator {indicator} : {{fake, real}}`"


def _free_indicator(schematic: Schematic) -> str | None:
    """An indicator that picks no data, so that it may tell a law from inference."""
    laws = (node.law for node in schematic.nodes.values())
    picks = {name for law in laws if isinstance(law, DataLaw) for name in law.indicators}
    indicators = (n.name for n in schematic.nodes.values() if n.role is Role.INDICATOR)
    return next((name for name in indicators if name not in picks), None)


def new_generation(schematic: Schematic, child: str, *, arrow: str = "->") -> str:
    """How an arrow from a prior into a node is added; the prior is declared where there is none."""
    sign = "=" if "|" in arrow else "~"
    net = new_net(schematic, "G")
    inferred = schematic.dashed_into if "." in arrow else {}
    priors = (n.name for n in schematic.nodes.values() if isinstance(n.law, Distribution))
    start = next((name for name in priors if name != child and name not in inferred), None)
    if start is not None:
        return f"add `{start} {arrow} {child} {sign} {net}`"
    start = free_name(("z",), schematic.nodes)
    line = f"latent {start} : real[8] ~ {KINDS[Kind.REAL].prior}"
    return f"declare `{line}` and add `{start} {arrow} {child} {sign} {net}`"


def with_prior(node: Node) -> str:
    """The line of a latent node, with a prior of its kind."""
    return f"latent {node.name} : {node.space} ~ {KINDS[node.space.kind].prior}"


def filled(factor: Factor) -> str:
    """A hollow factor with a filled head."""
    arrow = factor.arrow.replace("|", "")
    return f"{', '.join(factor.parents)} {arrow} {factor.child} ~ {factor.law.nets[0]}"


def hollow(factor: Factor) -> str:
    """A filled factor with a hollow head."""
    arrow = factor.arrow.replace(">", "|>")
    return f"{', '.join(factor.parents)} {arrow} {factor.child} = {factor.law.nets[0]}"
