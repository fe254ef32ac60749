"""Schematic → the file that stands beside a model's and compiles its steps."""

from __future__ import annotations

import ast

from schematic.emit.imports import write_imports
from schematic.emit.model_class import class_name
from schematic.emit.model_source import write_main
from schematic.graph import Schematic
from schematic.program.library import reads, runtime, skeleton
from schematic.program.written_names import variable


def write_fast_source(schematic: Schematic, module: str) -> str:
    """The source of a model's fast class: a subclass whose `step` is one compiled graph.

    Args:
        schematic: as it was given to `write_source`.
        module: the name under which the model's own file can be imported.
    """
    slow, fast = class_name(schematic), fast_name(schematic)
    body = f'class {fast}(FastSteps, {slow}):\n    """{slow} with compiled steps."""'
    main = write_main(schematic, fast)
    copied = runtime().copied(["FastSteps"])
    alias = next(text for text in skeleton().assignments if text.startswith("Batch"))
    names = reads(ast.parse(f"{alias}\n{body}\n{main}")).union(*(part.reads for part in copied))
    return "\n\n\n".join(
        [
            f'"""{slow} of {module}.py, its training step compiled as one graph."""\n\n'
            f"{write_imports(names, skeleton(), runtime())}\n\n"
            f"from {module} import {slow}\n\n{alias}",
            *(part.text for part in copied),
            body,
            main + "\n",
        ]
    )


def fast_name(schematic: Schematic) -> str:
    """The name of the fast class."""
    return variable(f"Fast{class_name(schematic)}")
