"""Examples are weighed by nothing, or by how real the other side looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.program import Program
from schematic.program.ops import Call, Op, Operand, Use


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    if term.weigher is None:
        return
    net = term.weigher.factor.law.nets[0].net
    says, cure = "examples are not weighed by the discriminator", f"weigh them by {net}, detached"
    yield Variant(says, cure, replace(term, weigher=None), kin="unweighed")
    if term.weigher.over_batch:
        says, cure = "the weights of the examples carry gradient", f"detach the weights of {net}"
        yield Variant(says, cure, term, WITH_GRADIENT, kin=says)
    others = {each.weigher for each in place.player.terms if each.weigher} - {term.weigher}
    for other in others:
        says = f"examples are weighed by {net} at {', '.join(other.given)}"
        cure = f"weigh them by {net} at {', '.join(term.weigher.given)}"
        yield Variant(says, cure, replace(term, weigher=other), kin="other weights")


def _with_gradient(program: Program) -> Program:
    """The program whose weights of examples are not detached."""

    def changed(op: Op) -> Op:
        if not isinstance(op, Call) or op.kernel != "batch_weights":
            return op
        return replace(op, arguments=tuple(_attached(each) for each in op.arguments))

    sections = tuple(
        replace(section, ops=tuple(map(changed, section.ops))) for section in program.sections
    )
    return replace(program, sections=sections)


def _attached(operand: Operand) -> Operand:
    return replace(operand, detached=False) if isinstance(operand, Use) else operand


WITH_GRADIENT = World(program=_with_gradient)
MISTAKE = Mistake("example_weights", 17, _variants)
