"""`%load_ext schematic` and its cell magic: the text of a cell → a schematic and its picture.

    %%sgm gan
    model GAN
    …

IPython is imported only where a notebook has loaded the extension.
"""

from __future__ import annotations

from typing import Any

from schematic.diagnostics import SchematicError
from schematic.pipeline import parse


def load(shell: Any) -> None:
    """Register the cell magic with a notebook's shell."""

    def sgm(line: str, cell: str) -> None:
        """Show the picture of a spec; `%%sgm NAME` binds the schematic to a name, too."""
        from IPython.core.error import UsageError
        from IPython.display import display

        name = line.strip()
        if name and not name.isidentifier():
            raise UsageError(f"`%%sgm` takes a name of Python, such as `%%sgm gan`, not `{name}`")
        try:
            schematic = parse(cell)
        except SchematicError as error:
            raise error.with_traceback(None) from None
        if name:
            shell.push({name: schematic})
        display(schematic)

    shell.register_magic_function(sgm, magic_kind="cell", magic_name="sgm")
