"""A place → what stands there: its meaning, its law, and its terms of the objective.

It says as much as a text with errors lets the compiler know: without an objective no terms, and
without a schematic the words alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from schematic.constructors import ROWS, Row
from schematic.diagnostics import Span
from schematic.diagnostics.diagnostic import PAGES
from schematic.graph import Factor, Node
from schematic.graph.attributes import ATTRIBUTES, Option
from schematic.graph.names import ascii_name, greek
from schematic.graph.ports import layers_of, port_of
from schematic.objective.printing.labels import at_draws
from schematic.objective.printing.notation import density
from schematic.service.answers import Hover
from schematic.service.arrows import reading
from schematic.service.contributions import Contribution, contributions
from schematic.service.document import Document
from schematic.service.lines import Line, line_of, trainer_of
from schematic.service.question import Asked, Question
from schematic.service.table import Kind, Occurrence
from schematic.service.words import KEYWORDS, SIGNS, meaning, meaning_of
from schematic.syntax import tree
from schematic.syntax.begun import words_in
from schematic.syntax.write import write_statement

MOST_TERMS = 12
MOST_PARAGRAPHS = 3


def hover(document: Document, offset: int) -> Hover | None:
    """What is to be said of a place; None where there is nothing."""
    statement = next((s for s in _spans(document) if s.start <= offset <= s.end), None)
    found = None if statement is None else _said(document, statement, offset)
    pages = tuple(dict.fromkeys(_pages(document, offset)))
    if found is None and not pages:
        return None
    span, said = found if found is not None else (_finding_span(document, offset), "")
    return Hover(span, "\n\n---\n\n".join(filter(None, (said, *pages))))


def _spans(document: Document) -> Iterator[Span]:
    yield from (statement.span for statement in document.tree.statements)
    yield from document.tree.broken


def _said(document: Document, statement: Span, offset: int) -> tuple[Span, str] | None:
    """The word or the sign at a place, and what is said of it."""
    here = document.table.at(offset)
    if here is not None:
        text = _name(document, here)
        return (here.span, text) if text else None
    for word in words_in(document.text, statement):
        span = Span(word.start_pos, word.end_pos)
        if span.start <= offset <= span.end and (text := _sign(document, span, word.type)):
            return span, text
    return None


def _sign(document: Document, span: Span, kind: str) -> str:
    """An arrow, a keyword or a sign."""
    written = document.source.excerpt(span)
    if kind == "ARROW":
        return _arrow(document, span, tree.Arrow(written))
    return KEYWORDS.get(written, "") or _equation(document, span, written)


def _equation(document: Document, span: Span, written: str) -> str:
    """The sign behind a child."""
    lines = map(line_of, document.tree.statements)
    signs = {line.sign_span for line in lines if isinstance(line, tree.FactorLine)}
    return SIGNS.get(written, "") if span in signs else ""


# Names


def _name(document: Document, here: Occurrence) -> str:
    """What a name means here."""
    match here.symbol.kind:
        case Kind.NODE:
            return _node(document, here)
        case Kind.NET:
            return _net(document, here)
        case Kind.GROUP:
            return _group(document, here)
        case Kind.NUMBER:
            return _number(document, here)
        case Kind.INDEX:
            return _index(here)
        case Kind.LABEL:
            return f"`{here.use.text}`, a label of `{here.symbol.within}`"
        case Kind.MODEL:
            return _model(document)
        case Kind.ATTRIBUTE:
            return _setting(here, ATTRIBUTES)
        case Kind.OPTION:
            return _setting(here, ROWS)
        case _:
            return _paragraphs(meaning_of(here))


def _declaration(document: Document, here: Occurrence) -> Line | None:
    """The line that declares a name: this one, if it does."""
    declared = here if here.declares else document.table.definition(here.symbol)
    return None if declared is None else line_of(declared.use.statement)


def _node(document: Document, here: Occurrence) -> str:
    line = _declaration(document, here)
    if not isinstance(line, tree.NodeLine):
        return f"`{here.use.text}`: no line declares this node"
    node = document.nodes.get(line.span)
    parts = [_code(write_statement(line)), meaning(Kind.KEYWORD, line.role)]
    if node is not None:
        parts.append("  \n".join(_facts(document, node)))
    return _joined(*parts, _terms(document, line.span))


def _facts(document: Document, node: Node) -> Iterator[str]:
    """The values of a node, and where they come from."""
    schematic = document.examination.schematic
    yield f"values: `{node.space}`"
    if node.law is not None:
        yield f"its own law: `{greek(node.name)} ~ {node.law}`"
    into = [f for f in schematic.factors if f.child == node.name]
    for factor in into:
        verb = "judged" if factor.red else "inferred" if factor.dashed else "generated"
        yield f"{verb} by `{greek(str(factor))}`"


def _net(document: Document, here: Occurrence) -> str:
    line = _declaration(document, here)
    if not isinstance(line, tree.NetLine):
        return f"`{here.use.text}`: a net without a line, `mlp(256, 256)`"
    name = line.constructor.name.text
    parts = [_code(write_statement(line)), _first(meaning(Kind.CONSTRUCTOR, name))]
    who = trainer_of(document, line.name)
    return _joined(*parts, _ends(document, line.name), who[:1].upper() + who[1:])


def _ends(document: Document, name: tree.Name) -> str:
    """What a net takes and returns, and its layers where all shapes are known."""
    schematic = document.examination.schematic
    stem = ascii_name(name.stem.text if isinstance(name, tree.Copy) else name.text)
    copies = (each for each, copy in schematic.copies_of_nets.items() if copy.stem == stem)
    net = next((each for each in (stem, *copies) if each in schematic.group_of), None)
    if net is None:
        return "No arrow names it."
    port = port_of(schematic, net)
    times = f", {port.copies} of them" if port.copies > 1 else ""
    takes = ", ".join(f"`{space}`" for space in port.parents)
    ends = f"{takes} → `{port.child}`{times}"
    if not port.is_known or document.objective is None:
        return ends
    layers = layers_of(schematic, net)
    return _joined(ends, "```python\n" + "\n".join((*layers.trunk, *layers.head)) + "\n```")


def _group(document: Document, here: Occurrence) -> str:
    schematic = document.examination.schematic
    name = here.symbol.name
    nets = ", ".join(f"`{net}`" for net in schematic.nets_of.get(name, ()))
    text = f"`{greek(name)}`: a group of parameters" + (f", those of {nets}" if nets else "")
    players = document.standing.players if document.standing else ()
    mine = (player for player in players if name in player.groups)
    for player in mine:
        role = "a player of its own, a discriminator" if player.discriminates else "a player"
        terms = "\n".join(f"- `{each}`" for each in _labels(document, player.name))
        return _joined(f"{text}. {greek(player.name)} is {role}, which maximises", terms)
    return text


def _labels(document: Document, player: str) -> tuple[str, ...]:
    """The terms of a player, a short list."""
    objective = document.standing
    assert objective is not None
    terms = next(each.terms for each in objective.players if each.name == player)
    labels = tuple(dict.fromkeys(at_draws(objective, term) for term in terms[:MOST_TERMS]))
    more = (f"… and {len(terms) - MOST_TERMS} more",) if len(terms) > MOST_TERMS else ()
    return (*labels, *more)


def _number(document: Document, here: Occurrence) -> str:
    value = document.examination.schematic.lets.get(here.symbol.name)
    if value is None:
        return f"`{here.use.text}`: no `let` line names this number"
    return f"`{here.use.text}` = {value:g}; `--set {here.symbol.name}=…` gives another value"


def _index(here: Occurrence) -> str:
    plate = here.use.statement
    assert isinstance(plate, tree.Plate)
    over = plate.range
    return f"`{over.index.text}` from {over.first.text} to {over.last.text}: a copy for each value"


def _model(document: Document) -> str:
    objective = document.standing
    if objective is None:
        return meaning(Kind.KEYWORD, "model")
    rows = [f"- **{greek(p.name)}** trains {', '.join(p.nets)}" for p in objective.players]
    return _joined(f"**{objective.schematic.name}** has these players:", "\n".join(rows))


def _setting(here: Occurrence, rows: Mapping[str, Option] | Mapping[str, Row]) -> str:
    """An attribute or an option: what it says, and which values it takes."""
    row = rows.get(here.symbol.name)
    takes = "" if row is None else f"Takes {row.takes}."
    return _joined(f"`{here.use.text}`: {meaning_of(here)}", takes)


# Arrows


def _arrow(document: Document, span: Span, arrow: tree.Arrow) -> str:
    lines = (line_of(statement) for statement in document.tree.statements)
    mine = (line for line in lines if isinstance(line, tree.FactorLine))
    line = next((each for each in mine if each.arrow_span == span), None)
    if line is None:
        return reading(arrow)
    factors = document.examination.schematic.factors
    factor = next((each for each in factors if each.span == line.span), None)
    law = "" if factor is None else _code(_law(document, factor))
    return _joined(reading(arrow), law, _terms(document, line.span))


def _law(document: Document, factor: Factor) -> str:
    """The distribution, or the value, that an arrow stands for."""
    parents = ", ".join(map(greek, factor.parents))
    shown = [
        f"{ref.net}{'' if ref.is_frozen else '_' + greek(ref.group)}({parents})"
        for ref in factor.law.nets
    ]
    if factor.hollow:
        return f"{greek(factor.child)} = {shown[0]}"
    numbers = [*map("{:g}".format, factor.law.numbers), *factor.law.words]
    arguments = ", ".join([*shown, *numbers])
    name = density(document.examination.schematic, factor)
    return f"{name} = {factor.law.family}({arguments})"


# Terms of the objective


def _terms(document: Document, statement: Span) -> str:
    """What a statement gives to the players."""
    if document.standing is None:
        return ""
    found, count = contributions(document.standing, statement, MOST_TERMS)
    if not found:
        return ""
    rows = [_term(each) for each in found]
    if count > len(found):
        rows.append(f"- … and {count - len(found)} more")
    whole = document.objective is not None
    where = "In the objective:" if whole else "In the objective of the lines that parse:"
    return _joined(where, "\n".join(rows))


def _term(found: Contribution) -> str:
    how = f"{found.part.value}; " if found.part.value else ""
    values = f" ({found.values})" if found.values else ""
    player, term = greek(found.player), f"`{found.term}`{values}"
    return f"- **{player}**: {term}, {how}{found.estimator}; reaches {found.reaches}"


# Findings


def _at(document: Document, offset: int) -> Iterable[Span]:
    return (
        found.span
        for found in document.findings
        if found.span is not None and found.span.start <= offset <= found.span.end
    )


def _finding_span(document: Document, offset: int) -> Span:
    return next(iter(_at(document, offset)))


def _pages(document: Document, offset: int) -> Iterator[str]:
    """The pages of the findings at a place."""
    for found in document.findings:
        at = found.span
        if at is not None and at.start <= offset <= at.end and found.code in PAGES:
            page = PAGES[found.code]
            yield _joined(f"**{page.code}**: {page.title}", page.text)


# Markdown


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _code(text: str) -> str:
    return f"```sgm\n{text}\n```"


def _first(text: str) -> str:
    return text.partition("\n\n")[0]


def _paragraphs(text: str) -> str:
    """As much of a docstring as a reader of a spec wants to see at once."""
    return "\n\n".join(text.split("\n\n")[:MOST_PARAGRAPHS])


def _ask(document: Document, asked: Asked) -> Hover | None:
    return hover(document, asked.offset)


QUESTION = Question("hover", _ask)
