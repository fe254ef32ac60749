"""Player → the divergences that it minimises: the reformulated form of its objective.

Lemma 1 wherever the player meets an adversary, Lemma 2 wherever it has an evidence bound, eq. 14 in
wake–sleep: chosen by which terms there are, never by a model's name [Hu2018].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from schematic.expressions.algebra import number
from schematic.graph import Distribution, Factor
from schematic.objective.printing.counted import counted
from schematic.objective.printing.lemma_conditions import is_evidence_bound, is_free_energy
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.printing.symbols import JSD, KL, Expect, Expression, Law, scaled, total
from schematic.objective.terms import (
    Divergence,
    LogDensity,
    Objective,
    Phase,
    Player,
    Verdict,
)


@dataclass(frozen=True)
class Definition:
    """What a symbol of a reformulated form stands for, up to its normaliser: `left ∝ right`."""

    left: Law
    right: tuple[Law, ...]


@dataclass(frozen=True)
class Reformulation:
    """The objective as divergences that the player minimises.

    Attributes:
        minimised: the expression.
        definitions: the symbols in it that are not laws of the schematic.
        note: what it is equal to, and where.
        source: the key of its proof.
    """

    minimised: Expression
    definitions: tuple[Definition, ...]
    note: str
    source: str


def reformulated(objective: Objective, player: Player) -> Reformulation | None:
    """The KL form of a player's objective; None where there is none: an AE has no law to meet."""
    of_games = ((form, counted(player)) for form in (_classifier, _lemma1))
    of_bounds = ((form, player) for form in (_wake_sleep, _lemma2))
    for form, whose in (*of_games, *of_bounds):
        found = form(objective, whose)
        if found is not None:
            return found
    return None


def _classifier(objective: Objective, player: Player) -> Reformulation | None:
    """A discriminator brings q(y|x) to p(y|x), and its optimum leaves a JSD [Goodfellow2014]."""
    verdicts = [t.body for t in player.terms if isinstance(t.body, Verdict) and not t.body.reverse]
    if not verdicts or not all(v.is_likelihood for v in verdicts):
        return None
    parts: list[Expression] = []
    for game in dict.fromkeys(v.factor for v in verdicts):
        groups = _behind(objective, [v for v in verdicts if v.factor == game])
        marginal = Law("p", game.parents, (), groups, fixed=True)
        true = Law("p", (game.child,), game.parents)
        parts.append(Expect((marginal,), KL((true,), (law_of(objective, game),))))
    note = (
        "up to a constant; the optimum q = p(y|·) leaves log 2 − JSD of the two sides as the loss"
    )
    return Reformulation(total(parts), (), note, "Goodfellow2014, sec. 4.1")


def _lemma1(objective: Objective, player: Player) -> Reformulation | None:
    """Lemma 1 (eq. 6), and eq. 10 where what is judged also generates a code."""
    verdicts = [t.body for t in player.terms if isinstance(t.body, Verdict) and t.body.reverse]
    if any(term.weigher for term in player.terms if isinstance(term.body, Verdict)):
        return None
    if not verdicts or not all(v.is_likelihood for v in verdicts):
        return None
    parts: list[Expression] = []
    definitions: list[Definition] = []
    with_code = False
    for game in dict.fromkeys(v.factor for v in verdicts):
        scale = _scale(player, game)
        scored = tuple(_scored(objective, player, game, verdicts))
        codes = tuple(law.of[0] for law in scored)
        with_code = with_code or bool(codes)
        y, judged = game.child, game.parents
        groups = _behind(objective, [v for v in verdicts if v.factor == game])
        p = Law("p", judged, (y,), groups)
        q = Law("q", judged, (*codes, y), mark="r")
        red = law_of(objective, game)
        reverse = Law("q", (y,), judged, red.groups, "r", fixed=True)
        marginal = Law("p", judged, (), groups, fixed=True)
        fixed = tuple(Law(c.head, c.of, c.given, c.groups, fixed=True) for c in scored)
        definitions.append(Definition(q, (*fixed, reverse, marginal)))
        parts.append(scaled(scale, Expect((Law("p", (y,)),), KL((p,), (q,)))))
        sides = (Law("p", judged, (y,), groups, values=((y, label),)) for label in (0, 1))
        parts.append(scaled(-scale, JSD(*sides)))
    halves = any(t.branch is not None and t.weight == 1 for t in player.terms)
    times = "twice that" if halves else "that"
    note = f"the gradient of the loss is {times} of this, at the present parameters (subscript 0)"
    covered = sum(isinstance(term.body, Verdict) for term in player.terms)
    covered += sum(len(d.right) - 2 for d in definitions)
    if covered < len(player.terms):
        note += "; the other terms stay as they are"
    source = "Hu2018, eq. 10" if with_code else "Hu2018, eq. 6"
    return Reformulation(total(parts), tuple(definitions), note, source)


def _scale(player: Player, game: Factor) -> Fraction:
    """What multiplies a game for a player: the verdicts on both of its sides count alike."""
    terms = (t for t in player.terms if isinstance(t.body, Verdict) and t.body.factor == game)
    return number(next(terms).scale).value


def _scored(
    objective: Objective, player: Player, game: Factor, verdicts: Iterable[Verdict]
) -> Iterator[Law]:
    """The solid factors that the judged draws generate, wherever they are judged (eq. 10).

    Where several passes make what is fake, they share its half, and a code is scored in each of
    them with its whole weight: eq. 10 does not say that.
    """
    mine = [verdict for verdict in verdicts if verdict.factor == game]
    scale = _scale(player, game)
    if sum(verdict.label == 0 for verdict in mine) > 1:
        return
    judged = {verdict.given for verdict in mine}
    found: dict[Factor, set[tuple[str, ...]]] = {}
    for term in player.terms:
        body = term.body
        if number(term.scale).value != scale:
            continue
        if isinstance(body, LogDensity) and isinstance(body.source, Factor):
            if term.branch is None or body.source.red or body.source.child in game.parents:
                continue
            readers = {draws for draws in judged if set(body.given) <= set(draws)}
            found.setdefault(body.source, set()).update(readers)
    for source, readers in found.items():
        if readers == judged:
            yield law_of(objective, source)


def _behind(objective: Objective, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The groups of the nets that make what is judged."""
    stack = [name for verdict in verdicts for name in verdict.given]
    found: dict[str, None] = {}
    while stack:
        draw = objective.draw(stack.pop())
        if isinstance(draw.law, Distribution) and not draw.is_shuffled:
            found.update(dict.fromkeys(draw.law.groups))
        stack.extend(draw.given)
    return tuple(found)


def _wake_sleep(objective: Objective, player: Player) -> Reformulation | None:
    """Eq. 14: wake brings p to q, sleep brings q to p; the sampled side is held fixed."""
    phases = {objective.draw(name).phase for t in player.terms for name in t.body.reads}
    phase = next((p for p in phases if p is not None), None)
    if phase is None or not is_free_energy(player):
        return None
    down, up = _joint(objective, dashed=False), _joint(objective, dashed=True)
    learned, sampled = (down, up) if phase is Phase.WAKE else (up, down)
    held = tuple(
        Law(law.head, law.of, law.given, law.groups, law.mark, fixed=bool(law.groups))
        for law in sampled
    )
    return Reformulation(
        KL(held, learned), (), f"the {phase.value} phase, up to a constant", "Hu2018, eq. 14"
    )


def _joint(objective: Objective, *, dashed: bool) -> tuple[Law, ...]:
    """The joint law along the solid or the dashed arrows: roots, then factors."""
    factors = [f for f in objective.schematic.factors if f.dashed == dashed and not f.red]
    children = {factor.child for factor in factors}
    touched = {name for f in factors for name in (*f.parents, f.child)}
    roots = [n for n in objective.schematic.nodes.values() if n.name in touched - children]
    laws = [law_of(objective, node) for node in roots if node.law is not None]
    return (*laws, *(law_of(objective, factor) for factor in factors))


def _lemma2(objective: Objective, player: Player) -> Reformulation | None:
    """Lemma 2 (eq. 12), and eq. 17 where the discriminator is learned."""
    bounds = [t for t in player.terms if isinstance(t.body, Divergence)]
    scores = [t for t in player.terms if isinstance(t.body, LogDensity)]
    if not is_evidence_bound(objective, player):
        return None
    posterior = tuple(
        dict.fromkeys(
            law_of(objective, t.body.factor) for t in bounds if isinstance(t.body, Divergence)
        )
    )
    sources = [t.body.source for t in scores if isinstance(t.body, LogDensity)]
    likelihood = tuple(dict.fromkeys(law_of(objective, source) for source in sources))
    codes = tuple(law.of[0] for law in posterior)
    data = tuple(law.of[0] for law in likelihood)
    given = (name for law in likelihood for name in law.given)
    known = dict.fromkeys(name for name in given if name not in (*codes, *data))
    groups = tuple(dict.fromkeys(group for law in likelihood for group in law.groups))
    weigher = next((t.weigher for t in player.terms if t.weigher), None)
    indicator = next((f.child for f in objective.schematic.factors if f.red), "y")
    if weigher:
        red = law_of(objective, weigher.factor)
        inferred = Law("q", (indicator,), red.given, red.groups, "r", fixed=True)
    else:
        inferred = Law("q", (indicator,), data, mark="*r")
    q = tuple(Law(law.head, law.of, (*law.given, indicator), law.groups) for law in posterior)
    true = Law("p", (*codes, indicator), (*data, *known), groups)
    over = [Law("p", data, tuple(known), groups, fixed=True)]
    if known:
        over.insert(0, Law("p", tuple(known), mark="data"))
    note = "minus twice this is the evidence bound, up to −log 2: q*ʳ lets real x through, as y = 0"
    source = "Hu2018, eq. 17" if weigher else "Hu2018, eq. 12"
    if weigher:
        note = "Lemma 2 with the learned discriminator for q*: equal up to terms free of the player"
    return Reformulation(Expect(tuple(over), KL((*q, inferred), (true,))), (), note, source)
