"""The name of a model → a spec of it with small nets, and data for it."""

from __future__ import annotations

import re
from collections.abc import Callable

import schematic
from schematic.graph.spec_text import write_schematic
from schematic.resources import zoo

WIDTH = 16


def _shipped(name: str) -> str:
    return zoo()[name].read_text("utf-8")


def _rewritten() -> str:
    return write_schematic(schematic.load(zoo()["infogan"]).rewrite("swap x <-> z"))


SPECS: dict[str, tuple[Callable[[], str], str]] = {
    "vae": (lambda: _shipped("vae"), "digits"),
    "gan": (lambda: _shipped("gan"), "ring"),
    "infogan": (lambda: _shipped("infogan"), "digits"),
    "helmholtz": (lambda: _shipped("helmholtz"), "digits-binary"),
    "rewritten": (_rewritten, "digits"),
}  # name: text, data


def text_of(name: str) -> str:
    """Return a spec, with nets that are as narrow as the trials need."""
    make, _ = SPECS[name]
    return re.sub(r"mlp\([^)]*\)", f"mlp({WIDTH})", make())


def data_of(name: str) -> str:
    """Return the name of the data that the model is trained on."""
    return SPECS[name][1]
