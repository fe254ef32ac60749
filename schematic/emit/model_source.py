"""Program → the text of a Python module that needs only torch."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from schematic.diagnostics.foreign_text import shown
from schematic.emit.imports import write_imports
from schematic.emit.layout import INDENT, dictionary
from schematic.emit.model_class import class_name, write_class
from schematic.families import KINDS
from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.objective import derive
from schematic.objective.printing.loss import loss_in_series
from schematic.program import Program, plan
from schematic.program.library import kernels, reads_of, skeleton
from schematic.program.written_names import attribute, variable


def write_source(schematic: Schematic, bound: Iterable[str] = ()) -> str:
    """The source of a model: its nets, its losses and its training step.

    Args:
        schematic: every net that is not bound must have ends of known shape.
        bound: nets that become arguments of the constructor.
    """
    return write_program(plan(derive(schematic), bound))


def write_program(program: Program) -> str:
    """The source of a program."""
    aliases = "\n".join(skeleton().assignments)
    head, *methods = write_class(program)
    main = "" if program.bound else write_main(program.schematic, class_name(program.schematic))
    pieces = (aliases, head, *(f"class _:\n{method}" for method in methods), main)
    names = frozenset[str]().union(*map(reads_of, pieces))
    copied = kernels().copied(names)
    imports = write_imports(names.union(*(c.reads for c in copied)), skeleton(), kernels())
    helpers = "\n\n\n".join(["# What the model is made of", *(each.text for each in copied)])
    top = "\n\n".join([_docstring(program), *_renamed(program), imports, aliases])
    body = "\n\n".join([head, *methods])
    return "\n\n\n".join(filter(None, [top, body, helpers, main])) + "\n"


def _docstring(program: Program) -> str:
    """The model's name and title, and what each player minimises."""
    schematic = program.schematic
    title = f"{schematic.name}, {schematic.title}" if schematic.title else schematic.name
    title = shown(title).replace("\\", "\\\\").replace('"""', "'''")
    lines = [f'"""{title.rstrip(".")}.', "", "Each player minimises, over its own nets:", ""]
    for player in program.objective.players:
        text = f"{greek(player.name)}: {loss_in_series(program.objective, player)}"
        lines += textwrap.wrap(text, 90, initial_indent="    ", subsequent_indent="        ")
    if program.bound:
        bound = [attribute(net) for net in schematic.group_of if net in program.bound]
        text = f"Modules of the user's own, which the constructor takes: {', '.join(bound)}."
        lines += ["", *textwrap.wrap(text, 94)]
    lines += ["", "Written by Schematic from a drawing of the model; it needs only torch.", '"""']
    return "\n".join(lines)


def _renamed(program: Program) -> Iterator[str]:
    """A comment that tells which names are written otherwise, if there are any."""
    schematic = program.schematic
    pairs = [
        (f"model {schematic.name}", schematic.name, class_name(schematic)),
        *((f"node {name}", name, variable(name)) for name in schematic.nodes),
        *((f"net {name}", name, attribute(name)) for name in schematic.group_of),
    ]
    changed = [f"{what} is {written}" for what, name, written in pairs if name != written]
    if changed:
        text = f"Names that mean something else in Python: {', '.join(changed)}."
        yield "\n".join(textwrap.wrap(text, 94, initial_indent="# ", subsequent_indent="# "))


def write_main(schematic: Schematic, made_by: str) -> str:
    """What the file does when it is run: a hundred steps on a batch.

    Args:
        schematic: of the model.
        made_by: the class of the model.
    """
    nodes = [node.name for node in schematic.nodes.values() if node.is_data]
    made = dictionary("made: Batch = ", [_made(schematic, name) for name in nodes])
    text = skeleton().main.replace("Skeleton()", f"{made_by}()")
    if (batches := derive(schematic).batches) > 1:
        text = text.replace("model.step(batch, ", f"model.step([batch] * {batches}, ")
    return text.replace("made: Batch = {}", f"\n{INDENT}".join(made))


def _made(schematic: Schematic, name: str) -> str:
    """An entry of the batch that stands in for data."""
    node = schematic.nodes[name]
    space = node.space
    if space.classes:
        return f'"{name}": torch.randint({space.classes}, (128,))'
    shape = ", ".join(map(str, (128, *(space.shape or ()))))
    value = KINDS[space.kind].made.format(shape=shape)
    law = node.law
    by = getattr(law, "by", None)
    if not by:
        return f'"{name}": {value}'
    labels = schematic.nodes[by].space.labels
    return f'"{name}": {{' + ", ".join(f'"{label}": {value}' for label in labels) + "}"
