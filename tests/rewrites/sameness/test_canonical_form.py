"""Canonical forms: right against brute force on small graphs, and fast on large ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.families import Kind
from schematic.graph import Distribution, Factor, NetRef, Node, Role, Schematic, Space
from schematic.graph.schematic import Parts
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.rewrites.sameness.coloured_graph import ColouredGraph, coloured_graph
from schematic.rewrites.sameness.equality import equal
from tests.rewrites.generated import renamed
from tests.timing import least_seconds

SPACE = Space(Kind.REAL, (3,))
Edge = tuple[Sequence[int], int, str, str]


def made(size: int, edges: Sequence[Edge]) -> Schematic:
    """A schematic of like nodes; an edge is (parents, child, net, group)."""
    nodes = [Node(f"n{i}", Role.LATENT, SPACE, None) for i in range(size)]
    factors = [
        Factor(
            tuple(f"n{p}" for p in dict.fromkeys(parents)),
            f"n{child}",
            dashed=True,
            hollow=False,
            red=False,
            law=Distribution("Normal", (NetRef(net, group),)),
        )
        for parents, child, net, group in edges
    ]
    return Schematic("S", None, Parts.of(nodes, factors), {})


def isomorphic(a: ColouredGraph, b: ColouredGraph) -> bool:
    """Whether networkx finds an isomorphism."""

    def graph(found: ColouredGraph) -> nx.MultiDiGraph[int]:
        result: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        for vertex, text in enumerate(found.colours):
            result.add_node(vertex, colour=text)
        for vertex, edges in enumerate(found.near):
            for code, other in edges:
                if code % 2 == 0:
                    result.add_edge(vertex, other, key=code, code=code)
        return result

    return nx.is_isomorphic(
        graph(a),
        graph(b),
        node_match=lambda m, n: m["colour"] == n["colour"],
        edge_match=lambda m, n: sorted(m) == sorted(n),
    )


edges = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4), min_size=1, max_size=3),
        st.integers(0, 4),
        st.sampled_from("ABCD"),
        st.sampled_from("gh"),
    ),
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(edges, edges)
def test_agrees_with_brute_force(one: list[Edge], other: list[Edge]) -> None:
    a, b = made(5, one), made(5, other)
    assert equal(a, b) == isomorphic(coloured_graph(a), coloured_graph(b))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3), st.booleans())
def test_regular_graphs_are_told_apart(seed: int, degree: int, share: bool) -> None:
    chance = random.Random(seed)
    shifts = [[chance.sample(range(8), 8) for _ in range(degree)] for _ in range(2)]
    found = [
        made(8, [([s[i] for s in rows], i, "N" if share else f"N{i}", "g") for i in range(8)])
        for rows in shifts
    ]
    if all(len(f.parents) == degree for s in found for f in s.factors):
        assert equal(*found) == isomorphic(*map(coloured_graph, found))
    assert equal(found[0], renamed(found[0], seed))


N = 1000
CHANCE = random.Random(1)
LARGE = {
    "chain": [([i], i + 1, f"N{i}", "g") for i in range(N - 1)],
    "ring": [([i], (i + 1) % N, f"N{i}", f"g{i}") for i in range(N)],
    "ring of one net": [([i], (i + 1) % N, "N", "g") for i in range(N)],
    "copies": [([2 * i], 2 * i + 1, f"N{i}", f"g{i}") for i in range(N // 2)],
    "one factor": [(range(1, N), 0, "N", "g")],
    "one net twice": [(range(2, N), 0, "N", "g"), (range(2, N), 1, "N", "g")],
    "tree": [([CHANCE.randrange(i)], i, f"N{i}", "g") for i in range(1, N)],
    "even tree": [([(i - 1) // 2], i, f"N{i}", "g") for i in range(1, N)],
    "circulant": [([(i + d) % N for d in (1, 5, 7)], i, f"N{i}", "g") for i in range(N)],
    "torus": [([i // 40 * 40 + (i + 1) % 40, (i + 40) % N], i, f"N{i}", "g") for i in range(N)],
    "rings of ten": [([i], i // 10 * 10 + (i + 1) % 10, f"N{i}", "g") for i in range(N)],
    "random": [([CHANCE.randrange(N) for _ in range(3)], i, f"N{i}", "g") for i in range(N)],
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", LARGE)
def test_a_thousand_nodes_take_less_than_a_second(shape: str) -> None:
    original = made(N, LARGE[shape])
    other = renamed(original, 7)
    assert canonical_form(other) == canonical_form(original)
    assert least_seconds(lambda: canonical_form(original)) < 1
    assert least_seconds(lambda: canonical_form(other)) < 1


@pytest.mark.slow
@pytest.mark.parametrize("shape", LARGE)
def test_one_arrow_makes_a_difference(shape: str) -> None:
    original = made(N, LARGE[shape])
    factor = replace(
        original.factors[0], attributes=replace(original.factors[0].attributes, beta=2)
    )
    changed = replace(
        original, parts=Parts.of(original.nodes.values(), [factor, *original.factors[1:]])
    )
    assert not equal(original, changed)
