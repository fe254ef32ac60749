"""Lark's parse of one statement → the statement: a method for each rule and terminal kept.

Lark calls the methods while it parses, so no intermediate tree is made.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

from schematic.diagnostics import Diagnostic, Span
from schematic.syntax import syntax_findings as errors
from schematic.syntax import tree
from schematic.syntax.lexer import Word

Parts: TypeAlias = list[Any]
MOST_DIGITS = 18


class Refused(Exception):  # noqa: N818
    """What the grammar reads and the language refuses; a finding says why."""

    def __init__(self, finding: Diagnostic) -> None:
        """Carry a finding."""
        super().__init__(finding)
        self.finding = finding


class Build:
    """Methods by the names of the grammar's rules; capitals are terminals."""

    def NAME(self, token: Word) -> tree.Name:  # noqa: N802
        """A name. The lexer has normalised it."""
        return tree.Name(token.value, _span(token))

    HYPHENATED = NAME

    def NUMBER(self, token: Word) -> tree.Number:  # noqa: N802
        """A number; a whole one stays whole unless it is absurdly large."""
        text: str = token.value
        whole = len(text) <= MOST_DIGITS and text.lstrip("+-").isdecimal()
        return tree.Number(text, int(text) if whole else float(text), _span(token))

    def number(self, parts: Parts) -> tree.Number:
        """`4`, or `+4`."""
        *plus, number = parts
        if not plus:
            return number  # type: ignore[no-any-return]
        return tree.Number(f"+{number.text}", number.value, _from(plus[0], number.span))

    def model(self, parts: Parts) -> tree.ModelLine:
        """`model GAN "Goodfellow et al., 2014"`."""
        word, name, *more = parts
        title = next((part for part in more if isinstance(part, Word)), None)
        definition = next((part for part in more if isinstance(part, tree.Definition)), None)
        text = None if title is None else title.value[1:-1]
        last = definition.span if definition else name.span if title is None else _span(title)
        return tree.ModelLine(name, text, _from(word, last), definition)

    def definition(self, parts: Parts) -> tree.Definition:
        """`= swap processes | swap x <-> z in "infogan.sgm"`."""
        *links, file = parts
        span = links[0].span.to(_span(file))
        return tree.Definition(tuple(links), file.value[1:-1], _span(file), span)

    def link(self, parts: Parts) -> tree.Link:
        """`swap x <-> z`."""
        names = [part if isinstance(part, tree.Name) else self.NAME(part) for part in parts]
        text = " ".join(name.text for name in names)
        return tree.Link(text, names[0].span.to(names[-1].span))

    def index(self, parts: Parts) -> tree.Index:
        """`3`, `t-1`, `t+2`; of all that is read as an index, what is one."""
        base, *rest = parts
        span = self._span_of(base).to(self._span_of(parts[-1]))
        sign, number = (rest[0], rest[-1]) if len(rest) == 2 else (None, rest[-1] if rest else None)
        if isinstance(base, tree.Number) and number is None:
            if isinstance(base.value, int) and base.value >= 0:
                return tree.Index(base, 0, span)
            raise Refused(errors.not_an_index(span, f"`{base.text}`"))
        shift = number.value if isinstance(number, tree.Number) else None
        signed = sign is not None or (number is not None and number.text.startswith("-"))
        if not isinstance(shift, int) or not signed or (sign is not None and shift < 0):
            raise Refused(errors.index_arithmetic(span))
        return tree.Index(base, -shift if sign is not None and sign.value == "-" else shift, span)

    def _span_of(self, part: Any) -> Span:
        return _span(part) if isinstance(part, Word) else part.span

    def copy(self, parts: Parts) -> tree.Copy:
        """`h[t-1]`."""
        stem, index, close = parts
        return tree.Copy.of(stem, _index(index), Span(stem.span.start, close.end_pos))

    def range(self, parts: Parts) -> tree.Range:
        """`for t in 1..T`."""
        index, first, _, last = parts
        return tree.Range(index, _index(first), _index(last), index.span.to(last.span))

    def node(self, parts: Parts) -> tree.NodeLine | tree.Plate:
        """`latent z : real[64] ~ Normal(0, 1)`."""
        (role, name, type_, *law), over = _without_range(parts)
        span = _from(role, (law[0] if law else type_).span)
        return _plate(tree.NodeLine(role.value, name, type_, law[0] if law else None, span), over)

    def space(self, parts: Parts) -> tree.SpaceType:
        """`real[64]`, `unit`."""
        kind, *sizes = parts
        if not sizes:
            return tree.SpaceType(kind, None, kind.span)
        return tree.SpaceType(kind, tuple(sizes[:-1]), kind.span.to(_span(sizes[-1])))

    def labels(self, parts: Parts) -> tree.LabelsType:
        """`{fake, real}`."""
        return tree.LabelsType(tuple(parts[1:-1]), _from(parts[0], _span(parts[-1])))

    def data(self, parts: Parts) -> tree.DataLaw:
        """`data`, with its conditions."""
        word, *conditions = parts
        by = next((part for part in conditions if isinstance(part, tree.Name)), None)
        when = next((part for part in conditions if isinstance(part, tuple)), None)
        last = when[1].span if when else by.span if by else _span(word)
        return tree.DataLaw(by, when, _from(word, last))

    def partly(self, parts: Parts) -> tree.PartlyLaw:
        """`data or Categorical`."""
        data, _, otherwise = parts
        return tree.PartlyLaw(data, otherwise, data.span.to(otherwise.span))

    def ruled(self, parts: Parts) -> tree.RuledLaw:
        """`Categorical {sum}`."""
        law, *attributes, close = parts
        return tree.RuledLaw(law, tuple(attributes), law.span.to(_span(close)))

    def by(self, parts: Parts) -> tree.Name:
        """`by y`."""
        return parts[1]  # type: ignore[no-any-return]

    def when(self, parts: Parts) -> tuple[tree.Name, tree.Name]:
        """`when y = source`."""
        return parts[0], parts[1]

    def factor(self, parts: Parts) -> tree.FactorLine | tree.Plate:
        """`z, c ..|> x = G[θ] {weight = 2}`."""
        (parents, arrow, child, sign, value, *braces), over = _without_range(parts)
        last = _span(braces[-1]) if braces else value.span
        line = tree.FactorLine(
            parents=parents,
            arrow=_ARROWS[arrow.value],
            child=child,
            equals=sign.type == "EQUALS",
            value=value,
            attributes=tuple(braces[:-1]),
            arrow_span=_span(arrow),
            sign_span=_span(sign),
            span=Span(parents[0].span.start, last.end),
        )
        return _plate(line, over)

    def names(self, parts: Parts) -> tuple[tree.Name, ...]:
        """`z, c`."""
        return tuple(parts)

    def reference(self, parts: Parts) -> tree.Reference:
        """`G[θ]`, `T[frozen]`, or `P[t][θ]`: the last bracket is the group."""
        net, *index, group, close = parts
        net = self.copy([net, *index]) if index else net
        group = self.NAME(group) if isinstance(group, Word) else group
        return tree.Reference(net, group, Span(net.span.start, close.end_pos))

    def fixed(self, parts: Parts) -> tree.Fixed:
        """`scale(0.9)[frozen]`."""
        *call, _, close = parts
        found = self.family(call)
        return tree.Fixed(found, Span(found.span.start, close.end_pos))

    def family(self, parts: Parts) -> tree.Call:
        """`Normal(G[θ], 1)`, `mlp(64, act = leaky)`, or the name alone."""
        name, *arguments = parts
        if not arguments:
            return tree.Call(name, (), name.span)
        return tree.Call(name, tuple(arguments[:-1]), name.span.to(_span(arguments[-1])))

    constructor = family

    def measured(self, parts: Parts) -> tree.Measured:
        """`normal(0.02)`."""
        word, number, close = parts
        return tree.Measured(word, number, word.span.to(_span(close)))

    def setting(self, parts: Parts) -> tree.Setting:
        """`act = leaky`, `beta = 4` or `degenerate`."""
        name, *value = parts
        return tree.Setting(name, value[0] if value else None, name.span.to(parts[-1].span))

    def attribute(self, parts: Parts) -> tree.Setting:
        """`weight = 2`, `degenerate`, or `predict = data`, whose word is one of the language."""
        return self.setting([self.NAME(p) if isinstance(p, Word) else p for p in parts])

    def share(self, parts: Parts) -> tree.Share:
        """`100 mmd`, or `mmd` alone."""
        *factor, word = parts
        return tree.Share(factor[0] if factor else None, word, parts[0].span.to(word.span))

    def sum(self, parts: Parts) -> tree.Sum:
        """`kl + 100 mmd`."""
        shares = tuple(part for part in parts if isinstance(part, tree.Share))
        return tree.Sum(shares, shares[0].span.to(shares[-1].span))

    def scaled(self, parts: Parts) -> tree.Sum:
        """`100 mmd`: a sum of one."""
        return self.sum([self.share(parts)])

    def net(self, parts: Parts) -> tree.NetLine | tree.Plate:
        """`net Q = mlp(64) on D`."""
        (word, name, constructor, *trunk), over = _without_range(parts)
        span = _from(word, (trunk[0] if trunk else constructor).span)
        return _plate(tree.NetLine(name, constructor, trunk[0] if trunk else None, span), over)

    def let(self, parts: Parts) -> tree.LetLine:
        """`let d = 64`."""
        word, name, value = parts
        return tree.LetLine(name, value, _from(word, value.span))

    def train(self, parts: Parts) -> tree.TrainLine:
        """`train wake-sleep`."""
        word, schedule = parts
        return tree.TrainLine(schedule, _from(word, schedule.span))


_ARROWS = {arrow.value: arrow for arrow in tree.Arrow}


def _index(part: tree.Name | tree.Index) -> tree.Index:
    """A name alone as an index."""
    return part if isinstance(part, tree.Index) else tree.Index(part, 0, part.span)


def _without_range(parts: Parts) -> tuple[Parts, tree.Range | None]:
    """What stands before `for t in 1..T`, and that range if there is one."""
    return (parts[:-1], parts[-1]) if isinstance(parts[-1], tree.Range) else (parts, None)


Repeated = TypeVar("Repeated", tree.NodeLine, tree.FactorLine, tree.NetLine)


def _plate(statement: Repeated, over: tree.Range | None) -> Repeated | tree.Plate:
    """A statement, or a plate of it."""
    if over is None:
        return statement
    return tree.Plate(statement, over, statement.span.to(over.span))


def _span(token: Word) -> Span:
    return Span(token.start_pos, token.end_pos)


def _from(word: Word, last: Span) -> Span:
    return Span(word.start_pos, last.end)
