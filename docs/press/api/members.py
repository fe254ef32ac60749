"""A public name → the thing, its signature as it is written, and the members of a class."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cached_property
from types import FunctionType
from typing import Any, NamedTuple

import schematic

OF_MODULES = ("forward", "compile")
"""What `nn.Module` has and a model refuses."""
LONGEST = 88


class Member(NamedTuple):
    """A public member of a class: its name, and the function that is called or computes it."""

    name: str
    function: FunctionType
    is_value: bool


def public() -> dict[str, Any]:
    """The public names, in alphabetical order, and what they are: functions or classes."""
    return {name: _function(getattr(schematic, name)) for name in schematic.__all__}


def _function(thing: Any) -> Any:
    """The function, where a package can be called like it."""
    return inspect.unwrap(thing) if hasattr(thing, "__wrapped__") else thing


def members(cls: type) -> Iterator[Member]:
    """The methods and properties that a class, or one of this package before it, defines."""
    seen: set[str] = set(OF_MODULES)
    for owner in (each for each in cls.__mro__ if each.__module__.startswith("schematic.")):
        for name, value in vars(owner).items():
            function = _computes(value)
            if name.startswith("_") or name in seen or function is None:
                continue
            seen.add(name)
            yield Member(name, function, not isinstance(value, FunctionType | staticmethod))


def _computes(value: object) -> FunctionType | None:
    if isinstance(value, property):
        value = value.fget
    if isinstance(value, cached_property):
        value = value.func
    if isinstance(value, staticmethod):
        value = value.__func__
    return value if isinstance(value, FunctionType) else None


def signature(function: Any) -> str:
    """A function's parameters and what it returns, as they stand in its source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    returns = f" -> {ast.unparse(tree.returns)}" if tree.returns else ""
    given = [each for each in _parameters(tree.args) if each != "self"]
    line = f"({', '.join(given)}){returns}"
    if len(line) <= LONGEST - len(function.__name__):
        return line
    return "(\n" + "".join(f"    {each},\n" for each in given) + f"){returns}"


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    """Each parameter with its type and its default, and the signs between them."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    for place, (each, default) in enumerate(zip(plain, defaults, strict=True), 1):
        yield _parameter(each, default)
        if arguments.posonlyargs and place == len(arguments.posonlyargs):
            yield "/"
    if arguments.vararg:
        yield f"*{_parameter(arguments.vararg, None)}"
    elif arguments.kwonlyargs:
        yield "*"
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(each, default)
    if arguments.kwarg:
        yield f"**{_parameter(arguments.kwarg, None)}"


def _parameter(each: ast.arg, default: ast.expr | None) -> str:
    typed = f"{each.arg}: {ast.unparse(each.annotation)}" if each.annotation else each.arg
    equals = " = " if each.annotation else "="
    return typed if default is None else f"{typed}{equals}{ast.unparse(default)}"


def returned(function: FunctionType) -> str:
    """The type that a property has."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return ast.unparse(tree.returns) if tree.returns else ""
