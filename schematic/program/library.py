"""Names → the source of the functions and classes that emitted files are made of.

The files below are ordinary, tested Python. Here they are read as text, so no torch is imported:
a definition is copied with all that it uses, and an import is written where its name is read.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from schematic.resources import package, sources


@dataclass(frozen=True)
class Definition:
    """A function or a class: its text, and the names that it reads."""

    text: str
    reads: frozenset[str]


@dataclass(frozen=True)
class Import:
    """What one name is imported from: `from module import name`, or `import module` alone."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def is_standard(self) -> bool:
        """Whether Python brings the module along."""
        return self.module.split(".")[0] in sys.stdlib_module_names


class Library:
    """What some files define and import."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts of the files."""
        self.texts = tuple(texts)

    @cached_property
    def trees(self) -> tuple[ast.Module, ...]:
        """Their syntax trees."""
        return tuple(map(ast.parse, self.texts))

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Each function and class by name, in order."""
        pairs = zip(self.texts, self.trees, strict=True)
        return dict(found for text, tree in pairs for found in _defined(text, tree))

    @cached_property
    def imports(self) -> dict[str, frozenset[Import]]:
        """What each imported name needs; what comes from this package is copied instead."""
        found: dict[str, frozenset[Import]] = {}
        for name, each in (pair for tree in self.trees for pair in _imported(tree)):
            if not each.module.startswith("schematic"):
                found[name] = found.get(name, frozenset()) | {each}
        return found

    @property
    def globals(self) -> frozenset[str]:
        """The names that the files define or import."""
        return frozenset((*self.definitions, *self.imports))

    @property
    def locals(self) -> frozenset[str]:
        """The names that the files assign anywhere, and the arguments of their functions."""
        return frozenset(name for tree in self.trees for name in _assigned(tree))

    def copied(self, names: Iterable[str]) -> list[Definition]:
        """The definitions of some names and of all that they read, in the order of the files."""
        waiting = [name for name in names if name in self.definitions]
        wanted: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting.extend(self.definitions[name].reads & self.definitions.keys())
        return [found for name, found in self.definitions.items() if name in wanted]


class Skeleton(Library):
    """The frame of emitted models, piece by piece."""

    @cached_property
    def methods(self) -> dict[str, str]:
        """The text of each method of its class, as it stands there."""
        (tree,), (text,) = self.trees, self.texts
        classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
        body = next(classes).body
        nodes = (node for node in body if isinstance(node, ast.FunctionDef))
        return {node.name: _text_of(node, text) for node in nodes}

    def head(self, method: str) -> list[str]:
        """The decorator, the signature and the docstring of a method whose body is written."""
        lines = self.methods[method].splitlines()[:-1]
        return [line.removeprefix("    ") for line in lines]

    @cached_property
    def assignments(self) -> tuple[str, ...]:
        """What the file assigns at its top: names of types."""
        (tree,), (text,) = self.trees, self.texts
        return tuple(_text_of(node, text) for node in tree.body if isinstance(node, ast.Assign))

    @cached_property
    def main(self) -> str:
        """What the file does when it is run."""
        (tree,), (text,) = self.trees, self.texts
        return next(_text_of(node, text) for node in tree.body if isinstance(node, ast.If))


@cache
def kernels() -> Library:
    """The functions that emitted models call."""
    return Library(_texts("kernels"))


@cache
def runtime() -> Library:
    """The classes that make the steps of an emitted model fast."""
    return Library(_texts("runtime"))


@cache
def skeleton() -> Skeleton:
    """The frame of emitted models."""
    return Skeleton([(package() / "emit" / "skeleton.py").read_text(encoding="utf-8")])


def reads(tree: ast.AST) -> frozenset[str]:
    """The names that a piece of Python reads; `ast.walk` would take three times as long."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                found.add(node.id)
            continue
        for part in vars(node).values():
            if isinstance(part, list):
                waiting.extend(each for each in part if isinstance(each, ast.AST))
            elif isinstance(part, ast.AST):
                waiting.append(part)
    return frozenset(found)


@lru_cache(maxsize=1_000)
def reads_of(text: str) -> frozenset[str]:
    """The names that a text reads; they are kept, since most methods are those of all models."""
    return reads(ast.parse(text))


def _texts(folder: str) -> list[str]:
    """The texts of the modules of a folder, in the order of their names."""
    own = f"schematic.emit.{folder}"
    return [text for module, text in sources("emit", folder) if module != own]


def _defined(text: str, tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, Definition(_text_of(node, text), reads(node))


def _text_of(node: ast.stmt, text: str) -> str:
    """The lines of a statement, with its decorators."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])


def _imported(tree: ast.Module) -> Iterator[tuple[str, Import]]:
    for node in tree.body:
        match node:
            case ast.Import(names=names):
                yield from ((alias.name.split(".")[0], Import(alias.name)) for alias in names)
            case ast.ImportFrom(module=str(module), names=names) if module != "__future__":
                for alias in names:
                    yield alias.asname or alias.name, Import(module, alias.name, alias.asname or "")
            case _:
                pass


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                pass
