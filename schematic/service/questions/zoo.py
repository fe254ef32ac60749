"""Nothing → the shipped specs, group by group."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources.abc import Traversable

from schematic.diagnostics import Source
from schematic.resources import zoo_groups
from schematic.service.document import Document
from schematic.service.page_answers import ShippedGroup, ShippedSpec
from schematic.service.question import Asked, Question
from schematic.syntax.parse import parse
from schematic.syntax.tree import ModelLine


@cache
def groups() -> tuple[ShippedGroup, ...]:
    """The groups, the paper's first."""
    return tuple(ShippedGroup(title, _specs(specs)) for title, specs in zoo_groups().items())


def _specs(specs: Mapping[str, Traversable]) -> tuple[ShippedSpec, ...]:
    texts = ((name, spec.read_text(encoding="utf-8")) for name, spec in specs.items())
    return tuple(ShippedSpec(name, title_of(text), text) for name, text in texts)


def title_of(text: str) -> str:
    """`GAN, Goodfellow et al., 2014`: the name and the title that a text gives to its model."""
    first = next((line for line in text.splitlines() if line.startswith("model")), "")
    tree, _ = parse(Source.of("<model>", first))
    lines = (line for line in tree.statements if isinstance(line, ModelLine))
    line = next(lines, None)
    return ", ".join(filter(None, (line.name.text, line.title))) if line else ""


def _ask(document: Document, asked: Asked) -> tuple[ShippedGroup, ...]:
    return groups()


QUESTION = Question("zoo", _ask)
