"""Lark's parse of one statement → the statement: a method for each rule and terminal kept.

Lark calls the methods while it parses, so no intermediate tree is made.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from schematic.diagnostics import Span
from schematic.syntax import tree
from schematic.syntax.lexer import Word

Parts: TypeAlias = list[Any]
MOST_DIGITS = 18


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

    def node(self, parts: Parts) -> tree.NodeLine:
        """`latent z : real[64] ~ Normal(0, 1)`."""
        role, name, type_, *law = parts
        span = _from(role, parts[-1].span)
        return tree.NodeLine(role.value, name, type_, law[0] if law else None, span)

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

    def factor(self, parts: Parts) -> tree.FactorLine:
        """`z, c ..|> x = G[θ] {weight = 2}`."""
        parents, arrow, child, sign, value, *braces = parts
        last = _span(braces[-1]) if braces else value.span
        return tree.FactorLine(
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

    def names(self, parts: Parts) -> tuple[tree.Name, ...]:
        """`z, c`."""
        return tuple(parts)

    def reference(self, parts: Parts) -> tree.Reference:
        """`G[θ]`, or `T[frozen]`."""
        net, group, close = parts
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

    def net(self, parts: Parts) -> tree.NetLine:
        """`net Q = mlp(64) on D`."""
        word, name, constructor, *trunk = parts
        span = _from(word, parts[-1].span)
        return tree.NetLine(name, constructor, trunk[0] if trunk else None, span)

    def let(self, parts: Parts) -> tree.LetLine:
        """`let d = 64`."""
        word, name, value = parts
        return tree.LetLine(name, value, _from(word, value.span))

    def train(self, parts: Parts) -> tree.TrainLine:
        """`train wake-sleep`."""
        word, schedule = parts
        return tree.TrainLine(schedule, _from(word, schedule.span))


_ARROWS = {arrow.value: arrow for arrow in tree.Arrow}


def _span(token: Word) -> Span:
    return Span(token.start_pos, token.end_pos)


def _from(word: Word, last: Span) -> Span:
    return Span(word.start_pos, last.end)
