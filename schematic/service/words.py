"""A word of the language → what it means, in Markdown.

What users can extend says so itself: families, prices, constructors and the ways to match are
explained by the docstrings of their files, attributes and options by those of their classes.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from schematic.constructors import CONSTRUCTORS, Options
from schematic.families import FAMILIES
from schematic.graph.attributes import Attributes
from schematic.graph.elaborate_nodes import SUM
from schematic.graph.names import ascii_name
from schematic.objective.bound import BOUNDS
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.match import MATCHES
from schematic.prices import PRICES
from schematic.rooms import Rooms, module_name
from schematic.service.table import Kind, Occurrence

ROOMS_OF: Mapping[str, Rooms[Any]] = {
    "loss": PRICES,
    "match": MATCHES,
    "gradient": ESTIMATORS,
    "bound": BOUNDS,
}
"""The attributes whose words are files."""

KEYWORDS: Mapping[str, str] = {
    "model": 'The name of the model, and a title: `model GAN "Goodfellow et al., 2014"`.',
    "visible": "A node of the data: `visible x : unit ~ data`. Examples come with each batch.",
    "latent": "A node that is not in the data: `latent z : real[16] ~ Normal(0, 1)`. Its own law "
    "is a prior; without one it is inferred, or generated, only.",
    "indicator": "y, which says on which side of a game an example is: `indicator y : {fake, "
    "real}`. The first label is 0; both are equally probable.",
    "net": "What is inside a net: `net G = mlp(256, 512)`. Without a line it is `mlp(256, 256)`.",
    "let": "A number with a name: `let d = 64`. `--set d=128` gives it another value.",
    "train": "The schedule: `train wake-sleep`. Without it all players step once a batch.",
    "data": "The law of a visible node: examples come with each batch.",
    "by": "`data by y`: one data set for each label of y, as in domain adaptation.",
    "when": "`data when y = source`: there are data for one label of y only.",
    "or": "`data or Categorical`: data in some examples, and missing in others, where the node "
    "follows the law behind `or`.",
    "on": "`net Q = mlp(64) on D`: a head on the features of another net.",
    "in": '`for t in 1..T`: the values of an index. `swap processes in "gan.sgm"`: the spec that '
    "is rewritten.",
    "for": "`for t in 1..T`: the statement once for each value of an index (a plate).",
    "frozen": "`T[frozen]`: nobody trains the net. Gradients pass through it and change nothing.",
}

TYPES: Mapping[str, str] = {
    "real": "Real numbers: `real[4]`, `real[3, 32, 32]`.",
    "unit": "Numbers in [0, 1]: `unit[1, 28, 28]`.",
    "binary": "0 or 1: `binary[784]`. Data in [0, 1] are thresholded at ½.",
    "cat": "One of k classes: `cat[10]`. A net sees ten numbers, one of them 1.",
}

RULES: Mapping[str, str] = {
    SUM: "All values of the node count at once, each with its probability.",
}
"""What braces behind the law of a node may say."""

SIGNS: Mapping[str, str] = {
    "~": "The child follows a distribution; the head of the arrow is filled.",
    "=": "The child is a value; the head of the arrow is hollow.",
}

SCHEDULES: Mapping[str, str] = {
    "together": "All players step once a batch.",
    "wake-sleep": "Solid arrows learn awake, at a draw of inference; dashed ones learn asleep, at "
    "a draw of the model [Hinton1995].",
    "reweighted-wake-sleep": "Both processes learn at several draws, each with its share of the "
    "importance weights [Bornschein2015].",
}


def meaning(kind: Kind, name: str, of: str = "") -> str:
    """What a word means; empty where nothing is known of it.

    Args:
        kind: what sort of word it is.
        name: the word.
        of: the attribute or the option of which it is a value.
    """
    match kind:
        case Kind.KEYWORD:
            return KEYWORDS.get(name, "")
        case Kind.TYPE:
            return TYPES.get(name, "")
        case Kind.SCHEDULE:
            return SCHEDULES.get(name, "")
        case Kind.FAMILY:
            return _family(name)
        case Kind.CONSTRUCTOR:
            return _constructor(name)
        case Kind.ATTRIBUTE:
            return RULES.get(name, "") or _sentence(_rows(Attributes).get(name, ""))
        case Kind.OPTION:
            return _sentence(_rows(Options).get(name, ""))
        case Kind.REWRITE:
            return _rewrite(name)
        case Kind.WORD:
            rooms = ROOMS_OF.get(of)
            return _file(rooms, name) if rooms is not None else ""
        case _:
            return ""


def meaning_of(here: Occurrence) -> str:
    """What a word of a text means."""
    return meaning(here.symbol.kind, here.use.text, ascii_name(here.use.of))


def _family(name: str) -> str:
    family = FAMILIES.get(name)
    if family is None:
        return ""
    takes = ", ".join(f"`{kind.value}`" for kind in sorted(family.kinds, key=lambda k: k.value))
    arguments = f"`{name}({', '.join(family.arguments)})`" if family.arguments else f"`{name}`"
    return f"{_file(FAMILIES, name)}\n\n{arguments}, for {takes}"


def _constructor(name: str) -> str:
    known = CONSTRUCTORS.get(name)
    if known is None:
        return ""
    options = ", ".join(f"`{option}`" for option in known.options)
    return _file(CONSTRUCTORS, name) + (f"\n\nOptions: {options}" if options else "")


def _rewrite(text: str) -> str:
    """What a rewrite does; the rules are imported where a text names one."""
    from schematic.rewrites.rules import RULES

    rule = next((rule for rule in RULES.values() if rule.read(text) is not None), None)
    return "" if rule is None else f"`{rule.example}`: {rule.summary}"


def _file(rooms: Rooms[Any], name: str) -> str:
    """The docstring of the file that defines a thing."""
    known = rooms.get(name) is not None
    return _of_module(f"{rooms.package}.{module_name(name)}") if known else ""


@cache
def _of_module(name: str) -> str:
    return _docstring(importlib.import_module(name)).strip()


@cache
def _rows(kind: type) -> Mapping[str, str]:
    """What the docstring of a class says of each attribute."""
    _, _, section = _docstring(kind).partition("Attributes:\n")
    rows: dict[str, str] = {}
    for found in re.finditer(r"^ {4,8}(\w+): (.+(?:\n {9,}.+)*)", section, re.MULTILINE):
        rows[found[1]] = " ".join(found[2].split())
    return MappingProxyType(rows)


def _docstring(thing: Any) -> str:
    """The docstring of a module or a class; `python -OO` drops it, and then its source has it."""
    if thing.__doc__:
        return str(thing.__doc__)
    parsed = ast.parse(inspect.getsource(thing))
    holder = parsed if inspect.ismodule(thing) else parsed.body[0]
    assert isinstance(holder, ast.Module | ast.ClassDef)
    return ast.get_docstring(holder, clean=False) or ""


def _sentence(text: str) -> str:
    """A clause as a sentence."""
    return f"{text[:1].upper()}{text[1:]}"
