"""Files → modules and what they import, by syntax alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

import schematic

ROOT = Path(schematic.__file__).parent


def module_of(file: Path) -> str:
    """The dotted name of the module in a file."""
    parts = file.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(file): file for file in sorted(ROOT.rglob("*.py"))}


def import_graph() -> nx.DiGraph[str]:
    """Who imports whom, within functions and under TYPE_CHECKING too."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(FILES)
    for module, file in FILES.items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        graph.add_edges_from((module, other) for other in _imported(tree) if other != module)
    return graph


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom) and node.module in FILES:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in FILES else node.module for name in names)


def package_of(module: str) -> str:
    """The stage that a module belongs to: `schematic.graph` for `schematic.graph.names`."""
    return ".".join(module.split(".")[:2])
