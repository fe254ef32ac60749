"""A source → the spec that its run keeps: a whole model, which needs no other file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from schematic.diagnostics import Source
from schematic.graph.spec_text import write_schematic
from schematic.pipeline import accept, examine
from schematic.rewrites.definition import definition_of
from schematic.syntax.parse import parse
from schematic.training.training_errors import RunError

ORIGINAL = "original.sgm"
HEADING = f"# {ORIGINAL} is a rewrite of another file; this is the whole model, written out.\n"


class WholeSpec(NamedTuple):
    """The spec that a run keeps.

    Attributes:
        text: of the whole model.
        is_written_out: whether the source is a rewrite of another file.
    """

    text: str
    is_written_out: bool


def whole_spec(source: Source, settings: Mapping[str, float]) -> WholeSpec:
    """Return a source as it is, or the model that it defines as a rewrite of another file.

    Args:
        source: a spec without errors.
        settings: values of its `let` lines; those of a rewrite are written out.
    """
    if definition_of(parse(source)[0]) is None:
        return WholeSpec(source.text, False)
    return WholeSpec(HEADING + write_schematic(accept(source, settings)), True)


def check_whole(source: Source) -> None:
    """Refuse the spec of a run if it is a rewrite of another file.

    That file is not part of the run: it may have changed, or be another one of the same name.

    Raises:
        RunError: it is such a rewrite.
    """
    line = definition_of(parse(source)[0])
    if line is not None and line.definition is not None:
        raise RunError(
            f"{source.name} is a rewrite of {line.definition.file}, which is no part of the run "
            "(earlier versions did not keep it)",
            "write the whole model into that file, or train again: sgm train FILE --force",
        )


def check_same(source: Source, trained: str | None) -> None:
    """Refuse the spec of a run if its checkpoint was trained with another model.

    Comments and layout may differ.

    Args:
        source: the spec that lies in the run folder.
        trained: the spec that the checkpoint carries; None where it carries none.

    Raises:
        RunError: they are other models.
    """
    if trained is None or trained == source.text:
        return
    before = examine(Source.of(source.name, trained))
    if before.errors or before.schematic != examine(source).schematic:
        raise RunError(
            f"{source.name} is not the model of the checkpoint: it has been changed since",
            "undo the change, or begin another run: sgm train FILE --out DIR",
        )
