"""`features = D` names a net that sees the child, and an arrow whose law has a meaning there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.constructors import CONSTRUCTORS
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.families import FAMILIES
from schematic.graph import Factor, Schedule, Schematic
from schematic.graph.advice import write_factor
from schematic.graph.features import readers, seen_by
from schematic.graph.laws import Distribution
from schematic.graph.ports import net_of, ports


@page("SGM359")
def not_comparable(factor: Factor, message: str, cause: str, cure: str) -> Diagnostic:
    """`features` on an arrow whose child and prediction cannot be compared in what a net sees.

    `z -> x ~ Normal(G[θ], 1) {features = D}` compares x with G(z) in the features of D: what all
    of its layers but the last compute, or all of a net that nobody trains. So D is a net of an
    arrow whose only parent is x, x is data, and the law is a family with a net and a number: the
    number is the scale of features, and a second net would say nothing of them.
    """
    about = (factor.child, factor.attributes.features)
    return Diagnostic("SGM359", message, factor.arrow_span, cause, cure, about=about)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about arrows that compare features, the first of each."""
    for factor in schematic.factors:
        if factor.attributes.features:
            fault = _fault(schematic, factor)
            if fault is not None:
                yield not_comparable(factor, *fault)


def _fault(schematic: Schematic, factor: Factor) -> tuple[str, str, str] | None:
    """What is wrong with an arrow that compares features: message, cause and cure; or nothing."""
    net, child = factor.attributes.features, factor.child
    if schematic.schedule is not Schedule.TOGETHER:
        message = f"`features` under `train {schematic.schedule.value}`"
        cause = f"sleep draws `{child}` from the law, and a law of features draws none"
        return message, cause, "leave `features` out, or the `train` line"
    if not schematic.nodes[child].is_data:
        message = f"`{child}` is compared in features, and it is not data"
        cause = "features stand in the place of the likelihood of data"
        return message, cause, f"leave `features` out, or write `visible {child} : … ~ data`"
    if factor.law.sorts != ("net", "number"):
        message = f"`{factor.law}` has no meaning in the features of `{net}`"
        cause = "a number is the scale of every feature, and what a net gives is one of values"
        if schematic.nodes[child].space.kind not in FAMILIES["Normal"].kinds:
            return message, cause, "leave `features` out"
        law = Distribution("Normal", (factor.law.nets[0], 1.0))
        return message, cause, f"write `{write_factor(schematic, replace(factor, law=law))}`"
    return _net_fault(schematic, factor)


def _net_fault(schematic: Schematic, factor: Factor) -> tuple[str, str, str] | None:
    """What is wrong with the net that should see the child."""
    net, child = factor.attributes.features, factor.child
    named = list(readers(schematic, net))
    if not named:
        known = {ref.net for f in schematic.factors for ref in f.law.nets}
        message = f"no arrow uses the net `{net}`"
        return message, f"used are {listed(sorted(known))}", f"write `{child} -!> y ~ {net}[φ]`"
    if not any(reader.parents == (child,) for reader, _ in named):
        parents = listed(named[0][0].parents)
        message = f"`{net}` does not see `{child}` alone"
        cause = f"it reads {parents}, and features are those of `{child}` by itself"
        return message, cause, f"name a net of an arrow whose only parent is `{child}`"
    seen = seen_by(schematic, factor)
    line = net_of(schematic, net)
    port = next(port for ref, port in ports(schematic, seen.factor) if ref.net == net)
    if seen.by_trunk and (
        line.trunk or not CONSTRUCTORS[line.constructor].has_features(line.inside, port)
    ):
        message = f"`{net}` has no layers before its last one that give features"
        cure = f"write `net {net} = mlp(64)`, or `{net}[frozen]` to take all that it computes"
        return message, f"it is `{line.constructor}`" + (" on a trunk" if line.trunk else ""), cure
    return None
