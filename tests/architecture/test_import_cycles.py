"""No cycle of imports crosses packages, and none of ours is excused from the order of layers."""

from __future__ import annotations

import tomllib

import networkx as nx

from tests.architecture.modules import ROOT, import_graph, package_of


def test_no_cycle_crosses_packages() -> None:
    cycles = nx.strongly_connected_components(import_graph())
    crossing = [sorted(cycle) for cycle in cycles if len({package_of(m) for m in cycle}) > 1]
    assert crossing == []


def test_imports_are_found_wherever_they_stand() -> None:
    graph = import_graph()
    assert graph.has_edge("schematic.handle", "schematic.rewrites.rewritten")  # in a function
    assert graph.has_edge("schematic.cli.inputs", "schematic.handle")  # for types only
    assert graph.has_edge("schematic.pipeline", "schematic.syntax.parse")


def test_the_order_of_layers_has_no_exception() -> None:
    text = (ROOT.parent / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    assert contracts
    assert not any("ignore_imports" in contract for contract in contracts)
