"""A spec that is accepted → everything that prints it, read by whoever reads such text."""

from __future__ import annotations

import json
from itertools import islice
from xml.etree import ElementTree

from schematic.diagnostics import SchematicError, Source
from schematic.emit.fast_source import write_fast_source
from schematic.graph.spec_text import write_schematic
from schematic.handle import Schematic
from schematic.objective import derive
from schematic.objective.printing.article import write_article
from schematic.objective.printing.json import write_json
from schematic.objective.steps import write_steps
from schematic.pipeline import accept, compile_spec
from schematic.render import Look, render
from schematic.rewrites.sameness.equality import equal
from schematic.syntax.parse import decode
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault
from tests.fuzz.mutators.spec_changed import gently_changed_spec, spec_seeds
from tests.generated.specs import accepted


def seeds() -> list[bytes]:
    """The programs of the tests that are right, the zoo, and random specs."""
    made = [text.encode() for _, text, _ in islice(accepted(), 60)]
    return made + [data for data in spec_seeds() if _is_accepted(data)]


def _is_accepted(data: bytes) -> bool:
    """Whether the compiler takes a spec; `attempt` would print it, too, which takes far longer."""
    try:
        return bool(accept(decode("fuzz.sgm", data)))
    except SchematicError:
        return False


def attempt(data: bytes) -> str:
    """Print in every way; a spec that is refused prints nothing."""
    try:
        source = decode("fuzz.sgm", data)
        schematic = accept(source)
    except SchematicError:
        return "refused"
    for use in USES:
        use(schematic)
    shape = f"{len(schematic.nodes)} nodes {len(schematic.factors)} factors"
    return f"{shape} {_emitted(source, schematic)}"


def _emitted(source: Source, schematic: Schematic) -> str:
    """Print every stage, and compile what is emitted, where nodes without a shape get one."""
    shapes = {node.name: (2,) for node in schematic.nodes.values() if node.space.shape is None}
    reached = []
    try:
        for stage in compile_spec(source, shapes=shapes):
            text = stage.write()
            reached.append(stage.name)
        compile(text, "<emitted>", "exec")
        compile(write_fast_source(accept(source, shapes=shapes), "model"), "<fast>", "exec")
    except SchematicError as refused:
        return " ".join((*reached, *(finding.code for finding in refused.diagnostics)))
    return " ".join(reached)


def _draw_svg(schematic: Schematic) -> None:
    ElementTree.fromstring(render(schematic, "svg", Look(title=True)))


def _draw_text(schematic: Schematic) -> None:
    for format in ("dot", "tex", "mmd"):
        drawn = render(schematic, format, Look(title=True)).decode("utf-8")
        if not drawn.strip() or "\0" in drawn:
            raise Fault(f"a picture as {format} is empty: {drawn!r}")
    if not _is_balanced(render(schematic, "tex").decode("utf-8")):
        raise Fault("a picture as tex has braces that do not match")


def _derive(schematic: Schematic) -> None:
    objective = derive(schematic)
    json.loads(write_json(objective))
    for text in (str(objective), write_steps(objective), objective.latex()):
        if not text.strip():
            raise Fault("a derivation is empty")
    for text in (objective.latex(), write_article(objective)):
        if not _is_balanced(text):
            raise Fault(f"a derivation in LaTeX has braces that do not match: {text!r}")


def _write_spec(schematic: Schematic) -> None:
    """The text of a schematic is read as the same schematic."""
    text = write_schematic(schematic)
    again = accept(decode("again.sgm", text.encode()))
    if not equal(again, schematic) or write_schematic(again) != text:
        raise Fault(f"written and read, it is another schematic: {text!r}")


def _is_balanced(latex: str) -> bool:
    depth = 0
    for line in latex.replace(r"\\", "").replace(r"\{", "").replace(r"\}", "").splitlines():
        for sign in line:
            depth += (sign == "{") - (sign == "}")
            if depth < 0:
                return False
    return depth == 0


USES = (_draw_svg, _draw_text, _derive, _write_spec)

TARGET = FuzzTarget(
    promise="Pictures, formulas, JSON and programs of an accepted spec can be read as such.",
    seeds=seeds,
    change=gently_changed_spec,
    attempt=attempt,
    quick=80,
    seconds=3.0,
)
