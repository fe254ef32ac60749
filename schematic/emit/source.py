"""Program → the text of a Python module that needs only torch."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from schematic.emit.library import GRAPHS, definitions
from schematic.emit.model_class import class_name, write_class
from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.objective import derive
from schematic.objective.loss import loss_of
from schematic.program import Program, plan

IMPORTS = """\
from __future__ import annotations

{standard}

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Batch = Mapping[str, Any]
Noise = Mapping[str, Tensor] | None
"""


FAST_IMPORTS = """\
import torch
import torch._inductor
from torch import Tensor, fx, nn
from torch.fx.experimental.proxy_tensor import make_fx
"""


def write_source(schematic: Schematic, bound: Iterable[str] = (), *, fast: bool = False) -> str:
    """The source of a model: its nets, its losses and its training step.

    Args:
        schematic: every net that is not bound must have ends of known shape.
        bound: nets that become arguments of the constructor.
        fast: whether a step is compiled as one graph.
    """
    return write_program(plan(derive(schematic), bound), fast=fast)


def write_program(program: Program, *, fast: bool = False) -> str:
    """The source of a program, with eager steps or with compiled ones."""
    body = "\n\n".join(write_class(program, fast=fast))
    main = _main(program)
    found = definitions(_words(body + main)) + (definitions(["Graphs"], GRAPHS) if fast else [])
    helpers = "\n\n\n".join(found)
    header = _header(program, helpers)
    if fast:
        header = header.replace("import torch\nfrom torch import Tensor, nn\n", FAST_IMPORTS)
    text = f"{header}\n\n{body}\n\n\n# What the model is made of\n\n\n{helpers}\n{main}"
    return re.sub(r"\n{4,}", "\n\n\n", text).rstrip() + "\n"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _header(program: Program, helpers: str) -> str:
    schematic = program.schematic
    title = f"{schematic.name}, {schematic.title}" if schematic.title else schematic.name
    title = title.replace("\\", "\\\\").replace('"""', "'''")
    lines = [f'"""{title.rstrip(".")}.', "", "Each player minimises, over its own nets:", ""]
    for player in program.objective.players:
        text = f"{greek(player.name)}: {loss_of(program.objective, player)}"
        lines += textwrap.wrap(text, 90, initial_indent="    ", subsequent_indent="        ")
    lines += ["", "Written by Schematic from a drawing of the model; it needs only torch.", '"""']
    standard = [
        "import math" if "math." in helpers else "",
        "import sys",
        "import warnings" if "warnings." in helpers else "",
        _imports("collections.abc", ["Callable", "Iterator", "Mapping", "Sequence"], helpers),
        "from functools import reduce",
        "from operator import add",
        "from typing import Any, NamedTuple"
        if "NamedTuple" in helpers
        else "from typing import Any",
    ]
    header = "\n".join(lines)
    imports = IMPORTS.format(standard="\n".join(filter(None, standard)))
    return f"{header}\n\n{imports}"


def _imports(module: str, names: Sequence[str], text: str) -> str:
    used = [name for name in names if name == "Mapping" or name in _words(text)]
    return f"from {module} import {', '.join(used)}"


def _main(program: Program) -> str:
    if program.bound:
        return ""
    schematic = program.schematic
    entries = [_made(schematic, name) for name in _data_nodes(schematic)]
    lines = [
        "",
        "",
        'if __name__ == "__main__":',
        "    torch.manual_seed(0)",
        f"    model = {class_name(schematic)}()",
        "    optimizers = model.optimizers()",
        "    # Noise stands in for data; `python model.py batch.pt` takes a saved batch.",
        "    made = {",
        *(f"        {entry}," for entry in entries),
        "    }",
        "    batch = torch.load(sys.argv[1]) if len(sys.argv) > 1 else made",
        "    for step in range(1, 101):",
        "        losses = model.step(batch, optimizers)",
        "        if step in (1, 10, 100):",
        "            print(step, {name: round(loss.item(), 4) for name, loss in losses.items()})",
    ]
    return textwrap.dedent("\n".join(lines))


def _data_nodes(schematic: Schematic) -> list[str]:
    return [node.name for node in schematic.nodes.values() if node.is_data]


def _made(schematic: Schematic, name: str) -> str:
    node = schematic.nodes[name]
    space = node.space
    if space.classes:
        return f'"{name}": torch.randint({space.classes}, (128,))'
    function = "randn" if space.kind.value == "real" else "rand"
    value = f"torch.{function}({', '.join(map(str, (128, *(space.shape or ()))))})"
    law = node.law
    by = getattr(law, "by", None)
    if not by:
        return f'"{name}": {value}'
    labels = schematic.nodes[by].space.labels
    return f'"{name}": {{' + ", ".join(f'"{label}": {value}' for label in labels) + "}"
