"""Two schematics → whether they are the same, and what differs if they are not.

They are the same up to the names of nodes, nets and parameter groups, the order of lines, and
notation: `~ Normal(E[η])` for a real child is `~ E[η]`, and an attribute at its default is none.
What is inside nets does not count: it has no part in the theory, and `difference` tells it when
asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from schematic.graph import FROZEN, Node, Schematic
from schematic.graph.advice import write_factor
from schematic.graph.laws import spelled
from schematic.graph.names import greek
from schematic.graph.required import require_schematic
from schematic.rewrites.sameness.alignment import align_factors, align_nodes, exactly_aligned
from schematic.rewrites.sameness.canonical_form import canonical_form


def equal(a: Schematic, b: Schematic, *, sizes: bool = True) -> bool:
    """Whether two schematics are the same.

    Args:
        a: a schematic.
        b: another one.
        sizes: whether shapes and numbers of classes count.

    Example:
        >>> gan = schematic.load("gan")
        >>> schematic.equal(gan, gan.rewrite("add code z").rewrite("drop code z"))
        True
    """
    require_schematic("equal", a)
    require_schematic("equal", b)
    return canonical_form(a, sizes=sizes) == canonical_form(b, sizes=sizes)


def difference(a: Schematic, b: Schematic, *, nets: bool = False) -> list[str]:
    """What differs between two schematics, a line each; nothing exactly where they are `equal`.

    Args:
        a: the first one.
        b: the second one.
        nets: whether to tell also what is inside the nets of equal schematics.

    Example:
        >>> (line,) = schematic.difference(schematic.load("gan"), schematic.load("wgan"))
        >>> print(line)
        `x -!> y ~ D[φ]` against `x -!> y ~ D[φ] {loss = wasserstein, clip = 0.01, steps = 5}`
    """
    require_schematic("difference", a)
    require_schematic("difference", b)
    if equal(a, b):
        return list(_layers(a, b)) if nets else []
    found = [*_schedule(a, b), *_nodes(a, b), *_factors(a, b)]
    return found or [f"parameters are shared differently: {_sharing(a)} against {_sharing(b)}"]


def _schedule(a: Schematic, b: Schematic) -> Iterator[str]:
    if a.schedule is not b.schedule:
        yield f"training is {a.schedule.value} against {b.schedule.value}"


def _nodes(a: Schematic, b: Schematic) -> Iterator[str]:
    pairs = align_nodes(a, b)
    for name, node in a.nodes.items():
        other = b.nodes.get(pairs.get(name, ""))
        if other is None:
            yield f"only the first has {node.role.value} `{greek(name)}`"
        elif _of_node(node, {}) != _of_node(other, {y: x for x, y in pairs.items()}):
            yield f"`{greek(name)}`: {_of_node(node, {})} against {_of_node(other, {})}"
    for name in b.nodes:
        if name in pairs.values():
            continue
        yield f"only the second has {b.nodes[name].role.value} `{greek(name)}`"


def _of_node(node: Node, names: Mapping[str, str]) -> str:
    law = str(node.law) if node.law is not None else ""
    words = (names.get(word, word) for word in law.split())
    return f"{node.role.value} {node.space}" + (f" ~ {' '.join(words)}" if law else "")


def _factors(a: Schematic, b: Schematic) -> Iterator[str]:
    names = {yours: mine for mine, yours in align_nodes(a, b).items()}
    for mine, yours in align_factors(a, b):
        if mine is None and yours is not None:
            yield f"only the second has `{write_factor(b, yours)}`"
        elif yours is None and mine is not None:
            yield f"only the first has `{write_factor(a, mine)}`"
        elif mine and yours:
            other = replace(yours, parents=tuple(names.get(p, p) for p in yours.parents))
            shown = write_factor(b, other).replace(f" {yours.child} ", f" {mine.child} ", 1)
            yield f"`{write_factor(a, mine)}` against `{shown}`"


def _sharing(schematic: Schematic) -> str:
    """Which net each factor uses, which group trains each, and who stands on whose trunk."""
    groups: dict[str, list[str]] = {}
    for factor in schematic.factors:
        for ref in factor.law.nets:
            groups.setdefault(greek(ref.group), []).append(f"{ref.net} of {greek(factor.child)}")
    shown = [
        f"{'nobody' if group == FROZEN else group} trains {', '.join(nets)}"
        for group, nets in groups.items()
    ]
    trunks = [f"{n.name} on {n.trunk}" for n in schematic.nets.values() if n.trunk]
    return "; ".join((*shown, *trunks))


def _layers(a: Schematic, b: Schematic) -> Iterator[str]:
    """What is inside the nets of two equal schematics, where it differs."""
    told: set[str] = set()
    for mine, yours in exactly_aligned(a, b):
        for one, other in zip(mine.law.nets, yours.law.nets, strict=True):
            inside = _inside(a, one.net), _inside(b, other.net)
            if inside[0] != inside[1] and one.net not in told:
                told.add(one.net)
                yield f"net {one.net}: {inside[0]} against {inside[1]}"


def _inside(schematic: Schematic, name: str) -> str:
    net = schematic.nets.get(name)
    if net is None:
        return "the default"
    parts = [*map(str, net.sizes), *map(spelled, net.numbers), *net.words]
    for option, value in net.written_options.items():
        parts.append(f"{option} = {spelled(value) if isinstance(value, int | float) else value}")
    return f"{net.constructor}({', '.join(parts)})" if parts else net.constructor
