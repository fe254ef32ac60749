"""Text → PyTorch: the whole compiler in one file.

text → tree → Schematic → findings → Objective → Program → source ═ here torch begins

`compile_spec` goes all the way, and can print every stage. `load`, `parse` and `examine` go as far
as the checked schematic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from schematic.checks import check
from schematic.diagnostics import Diagnostic, SchematicError, Source
from schematic.diagnostics.diagnostic import errors, in_order
from schematic.diagnostics.wrong_argument import require_names, require_type
from schematic.graph import dump, elaborate
from schematic.graph import schematic as data
from schematic.graph.elaborate import Settings, Shapes
from schematic.graph.gaps import without_gaps
from schematic.graph.names import ascii_name
from schematic.graph.scope import excuses
from schematic.graph.spelling import as_written
from schematic.handle import Schematic, hold
from schematic.objective import derive
from schematic.syntax.named_source import find_source
from schematic.syntax.parse import parse as parse_source
from schematic.syntax.statements import names_in
from schematic.syntax.syntax_findings import empty
from schematic.syntax.tree import ModelLine, Tree

STAGES = ("tree", "graph", "objective", "program", "source")
"""The stages that can be printed, in order."""


class Stage(NamedTuple):
    """What the compiler has made so far: its name, and how it is printed."""

    name: str
    write: Callable[[], str]


def compile_spec(
    source: Source,
    settings: Settings | None = None,
    shapes: Shapes | None = None,
) -> Iterator[Stage]:
    """Compile a spec, stage by stage; no stage is entered before it is asked for.

    Args:
        source: the spec.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.

    Raises:
        SchematicError: the spec has errors; carries every finding.
    """
    from schematic.emit.model_source import write_program
    from schematic.model.shapes_to_write import require_shapes
    from schematic.program import plan
    from schematic.program.listing import write_text
    from schematic.syntax.dump import dump_tree

    tree, broken = parse_source(source)
    if broken:
        raise SchematicError(broken, source)
    yield Stage("tree", lambda: dump_tree(tree))
    schematic = _accepted(examine_tree(tree, broken, settings, shapes))
    yield Stage("graph", lambda: dump(schematic))
    objective = derive(schematic)
    yield Stage("objective", lambda: f"{objective}\n")
    require_shapes(schematic)
    program = plan(objective)
    yield Stage("program", lambda: write_text(program))
    yield Stage("source", lambda: write_program(program))


Built: TypeAlias = tuple[data.Schematic, tuple[Diagnostic, ...], frozenset[str]]
"""A schematic, what is wrong with its names and numbers, and the names that are excused."""


class Examination(NamedTuple):
    """What the checks say of one source."""

    tree: Tree
    schematic: data.Schematic
    findings: tuple[Diagnostic, ...]

    @property
    def source(self) -> Source:
        """The source."""
        return self.tree.source

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that stop the compiler."""
        return tuple(errors(self.findings))


def examine(
    source: Source, settings: Settings | None = None, shapes: Shapes | None = None
) -> Examination:
    """Every finding about a source, and the schematic as far as it could be made."""
    return examine_tree(*parse_source(source), settings, shapes)


def accept(
    source: Source, settings: Settings | None = None, shapes: Shapes | None = None
) -> Schematic:
    """The schematic of a source. Arguments and errors are those of `load`."""
    return _accepted(examine(source, settings, shapes))


def load(
    path: str | Path | Traversable,
    *,
    settings: Settings | None = None,
    shapes: Shapes | None = None,
) -> Schematic:
    """The schematic in a file, or a shipped one.

    Args:
        path: a `.sgm` file, perhaps in a zip; or the name of a shipped spec, such as `gan`, where
            no file is called so.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.

    Raises:
        SchematicError: the file cannot be read (SGM107), or has errors, or settings or shapes are
            not given by name (SGM662); carries every finding.

    Example:
        >>> schematic.load("gan")
        <Schematic GAN: 3 nodes, 2 arrows>
    """
    _require_names("load", settings, shapes)
    return accept(find_source(path), settings, shapes)


def parse(
    text: str,
    *,
    name: str = "<text>",
    settings: Settings | None = None,
    shapes: Shapes | None = None,
) -> Schematic:
    """The schematic in a text.

    Args:
        text: a spec.
        name: what findings call it.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.

    Raises:
        SchematicError: it has errors, or is not a text, or settings or shapes are not given by name
            (SGM662); carries every finding.

    Example:
        >>> s = schematic.parse('''
        ... visible x : real[2] ~ data
        ... latent  z : real[8] ~ Normal(0, 1)
        ... z -> x ~ Normal(G[θ], 1)
        ... x ..> z ~ E[η]
        ... ''')
        >>> [node.name for node in s.nodes.values()]
        ['x', 'z']
    """
    cure = "give the text of a spec; `schematic.load` reads one from a file"
    require_type("parse", text, str, "the text of a spec", cure)
    _require_names("parse", settings, shapes)
    return accept(Source.of(name, text), settings, shapes)


def _require_names(function: str, settings: object, shapes: object) -> None:
    """Refuse settings or shapes that are not given by name."""
    if settings is not None:
        require_names(function, "settings", settings, '{"d": 128}')
    if shapes is not None:
        require_names(function, "shapes", shapes, '{"x": (1, 28, 28)}')


def examine_tree(
    tree: Tree,
    unread: tuple[Diagnostic, ...],
    settings: Settings | None = None,
    shapes: Shapes | None = None,
) -> Examination:
    """The schematic of a tree with all findings, but for those that broken statements explain.

    Args:
        tree: the statements that parse.
        unread: what is wrong with the others.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.
    """
    return examine_built(tree, unread, build(tree, settings, shapes))


def examine_built(tree: Tree, unread: tuple[Diagnostic, ...], built: Built) -> Examination:
    """The schematic that `build` made of a tree, with all findings."""
    schematic, misnamed, excused = built
    if not (tree.statements or unread):
        return Examination(tree, schematic, (empty(),))
    if is_defined(tree) and any(errors(misnamed)):
        return Examination(tree, schematic, in_order((*unread, *misnamed)))
    lost = {ascii_name(name) for span in tree.broken for name in names_in(tree.source, span)}
    kept = (f for f in misnamed if not any(excuses(lost, name) for name in f.about))
    copies = {**schematic.copies_of_nets, **schematic.copies}
    partial = bool(tree.broken or any(errors(misnamed)))
    found = check(schematic, partial=partial, excused=excused | lost)
    findings = without_gaps(in_order((*unread, *kept, *found)), tree)
    return Examination(tree, schematic, as_written(findings, tree, copies))


def build(tree: Tree, settings: Settings | None = None, shapes: Shapes | None = None) -> Built:
    """The schematic that a tree describes, or that it defines as a rewrite of another."""
    if not is_defined(tree):
        return elaborate(tree, settings, shapes)
    from schematic.rewrites.definition import define

    return define(tree, settings, shapes)


def is_defined(tree: Tree) -> bool:
    """Whether a spec is a rewrite of another."""
    return any(isinstance(s, ModelLine) and s.definition for s in tree.statements)


def _accepted(examination: Examination) -> Schematic:
    """The schematic of a source that has no errors."""
    if examination.errors:
        raise SchematicError(examination.findings, examination.source)
    return hold(examination.schematic)
