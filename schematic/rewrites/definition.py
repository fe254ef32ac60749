"""Tree of a spec that is a rewrite of another → Schematic.

`model AAE = swap x <-> z in "infogan.sgm"`: the path is relative to the file it stands in; a name
without a folder may be a shipped spec. No other file than a `.sgm` file is read.
Beside the `model` line may stand `let` lines (another value for a number of that file) and `net`
lines (other layers for a net).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType

from schematic.diagnostics import Diagnostic, SchematicError, Source
from schematic.diagnostics.diagnostic import errors as faults_among
from schematic.graph import Net, Schematic
from schematic.graph.elaborate import elaborate
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Parts
from schematic.resources import zoo
from schematic.rewrites import rewrite_findings as errors
from schematic.rewrites.apply import faults, step
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.cures import cure_of
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.syntax import tree
from schematic.syntax.parse import parse, read

Settings = Mapping[str, float]
Shapes = Mapping[str, tuple[int, ...]]
Defined = tuple[Schematic, tuple[Diagnostic, ...], frozenset[str]]
BESIDE = (tree.ModelLine, tree.LetLine, tree.NetLine)
DEEPEST = 100
SUFFIX = ".sgm"


def definition_of(parsed: tree.Tree) -> tree.ModelLine | None:
    """The `model` line that defines a spec as a rewrite of another, if there is one."""
    lines = (s for s in parsed.statements if isinstance(s, tree.ModelLine))
    return next((line for line in lines if line.definition), None)


def define(
    parsed: tree.Tree, settings: Settings | None = None, shapes: Shapes | None = None
) -> Defined:
    """The schematic of such a tree, and what is wrong with it; as `elaborate` for the others.

    Args:
        parsed: a tree for which there is a `definition_of`.
        settings: values that override `let` lines, here and in the file that is rewritten.
        shapes: event shapes for nodes that have none.
    """
    return _define(parsed, settings or {}, shapes or {}, (_place(parsed.source),))


@dataclass(frozen=True)
class _Base:
    """The file that is rewritten, on the way to its schematic."""

    line: tree.ModelLine
    definition: tree.Definition
    path: Path | Traversable
    trail: tuple[Path | Traversable, ...]

    def unusable(self, reason: str) -> SchematicError:
        """The error that says why the file cannot be used."""
        file_span, file = self.definition.file_span, self.definition.file
        return SchematicError([errors.base_unusable(file_span, file, reason)])


def _define(
    parsed: tree.Tree, settings: Settings, shapes: Shapes, trail: tuple[Path | Traversable, ...]
) -> Defined:
    line = definition_of(parsed)
    assert line is not None and line.definition is not None
    strays = tuple(
        errors.drawn_and_rewritten(statement.span)
        for statement in parsed.statements
        if not isinstance(statement, BESIDE)
    )
    lets, inside, wrong = _beside(parsed)
    try:
        base = _Base(line, line.definition, _found(parsed.source, line.definition), trail)
        drawn = _drawn(base, {**lets, **settings}, shapes)
        result = _rewritten(base, drawn)
    except SchematicError as error:
        misnamed = (_placed(finding, parsed) for finding in error.diagnostics)
        return _nothing(parsed, line), (*strays, *wrong, *misnamed), frozenset()
    nets = {**result.nets, **inside}
    return _settled(parsed.source, line, result, nets), (*strays, *wrong), frozenset()


def _beside(
    parsed: tree.Tree,
) -> tuple[Mapping[str, float], Mapping[str, Net], tuple[Diagnostic, ...]]:
    """What the `let` and `net` lines beside the definition say; a second `model` line is told."""
    lines = tuple(s for s in parsed.statements if isinstance(s, BESIDE))
    schematic, findings, _ = elaborate(replace(parsed, statements=lines))
    return schematic.lets, schematic.nets, findings


def _drawn(base: _Base, settings: Settings, shapes: Shapes) -> Schematic:
    """The schematic of the file that is rewritten."""
    path, definition = base.path, base.definition
    if path in base.trail:
        cycle = [p.name for p in (*base.trail[base.trail.index(path) :], path)]
        fault = errors.cycle_of_files(definition.file_span, definition.file, cycle)
        raise SchematicError([fault])
    if len(base.trail) > DEEPEST:
        raise base.unusable(f"more than {DEEPEST} specs, each a rewrite of the next")
    try:
        source = read(path)
    except SchematicError as error:
        raise base.unusable(error.diagnostics[0].message) from None
    parsed, broken = parse(source)
    if definition_of(parsed) is None:
        schematic, found, _ = elaborate(parsed, settings, shapes)
    else:
        schematic, found, _ = _define(parsed, settings, shapes, (*base.trail, path))
    unplaced = tuple(f for f in found if f.span is None)
    if unplaced and not broken:
        raise SchematicError(unplaced)
    if broken or any(faults_among(found)):
        raise base.unusable(_first(source, (*broken, *faults_among(found))))
    return schematic


def _rewritten(base: _Base, schematic: Schematic) -> Schematic:
    """The schematic of the file, after the chain."""
    before = faults(schematic, "it is not well-formed")
    if before:
        raise base.unusable(before.reason)
    for link in base.definition.rewrites:
        for rewrite in _read(base, link):
            result = step(rewrite, schematic)
            if isinstance(result, Refusal):
                cure = cure_of(result, rewrite, schematic)
                finding = errors.refused(link.span, str(rewrite), result.reason, cure)
                raise SchematicError([finding])
            schematic = result
    return schematic


def _read(base: _Base, link: tree.Link) -> tuple[Rewrite, ...]:
    try:
        return read_rewrites(link.text)
    except SchematicError as error:
        raise SchematicError(replace(f, span=link.span) for f in error.diagnostics) from None


def _settled(
    source: Source, line: tree.ModelLine, schematic: Schematic, nets: Mapping[str, Net]
) -> Schematic:
    """The result under its own name; whatever is found wrong with it points to its definition."""
    span = line.span
    nodes = [replace(node, span=span) for node in schematic.nodes.values()]
    factors = [replace(f, span=span, arrow_span=span) for f in schematic.factors]
    return replace(
        schematic,
        name=line.name.text,
        title=line.title,
        parts=Parts.of(nodes, factors),
        nets=MappingProxyType({name: replace(net, span=span) for name, net in nets.items()}),
        source=source,
    )


def _nothing(parsed: tree.Tree, line: tree.ModelLine) -> Schematic:
    return Schematic(line.name.text, line.title, Parts.of((), ()), {}, source=parsed.source)


def _placed(finding: Diagnostic, parsed: tree.Tree) -> Diagnostic:
    """A finding about a number that a `let` line here names, at that line."""
    if finding.span is not None:
        return finding
    for line in parsed.statements:
        if isinstance(line, tree.LetLine) and ascii_name(line.name.text) in finding.about:
            return replace(finding, span=line.name.span)
    return finding


def _first(source: Source, findings: Iterable[Diagnostic]) -> str:
    """What is wrong first; where that is another base, what is wrong with it in the end."""
    found = list(findings)
    if found[0].code == "SGM704":
        return found[0].cause
    if found[0].code == "SGM703":
        return f"{found[0].message}: {found[0].cause}"
    span = found[0].span
    where = f"line {source.position(span.start)[0]}: " if span else ""
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{where}{found[0].message}{more}"


def _place(source: Source) -> Path:
    return Path(source.name) if source.alone else Path(source.name).resolve()


def file_of(source: Source, definition: tree.Definition) -> str | None:
    """The path of the file that a definition names; None where there is none, or none is read."""
    try:
        path = _found(source, definition)
    except SchematicError:
        return None
    return str(path) if path.is_file() else None


def _found(source: Source, definition: tree.Definition) -> Path | Traversable:
    """The file that a definition names, beside the source; else the shipped spec of that name.

    Raises:
        SchematicError: a spec may not name it (SGM115).
    """
    if source.alone:
        return _shipped_only(definition)
    file = definition.file
    beside = Path(source.name).parent if not source.name.startswith("<") else Path()
    try:
        path = (beside / file).resolve()
    except (OSError, ValueError, RuntimeError):  # a circle of links, or no path at all
        path = Path()
    reason = _refusal(file, path)
    if reason:
        raise SchematicError([errors.path_refused(definition.file_span, file, reason)])
    shipped = zoo().get(Path(file).stem) if Path(file).name == file else None
    if shipped is not None and not path.exists():
        return shipped.resolve() if isinstance(shipped, Path) else shipped
    return path


def _shipped_only(definition: tree.Definition) -> Path | Traversable:
    """The shipped spec that a definition names, where no file is looked for.

    Raises:
        SchematicError: it names something else (SGM115).
    """
    file = definition.file
    shipped = zoo().get(file.removesuffix(SUFFIX)) if file.endswith(SUFFIX) else None
    if shipped is None:
        raise SchematicError([errors.stands_alone(definition.file_span, file, zoo())])
    return shipped.resolve() if isinstance(shipped, Path) else shipped


def _refusal(file: str, path: Path) -> str:
    """Why a spec may not name a file that lies at a path; "" if it may."""
    if "://" in file:
        return "nothing is fetched from a network"
    if PurePosixPath(file).is_absolute() or PureWindowsPath(file).drive or file[:1] in "~\\":
        return "only a path that is relative to the spec is followed"
    if Path(file).suffix != SUFFIX:
        return f"only files whose names end in {SUFFIX} are read"
    if path.suffix != SUFFIX:
        return f"it is a link to a file whose name does not end in {SUFFIX}"
    return ""
