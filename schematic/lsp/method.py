"""Method: a request of the protocol, and how the service answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schematic.lsp.opened import Opened


@dataclass(frozen=True)
class Method:
    """A request about one document.

    Attributes:
        request: its name in the protocol, such as `textDocument/hover`.
        answer: what answers it, from the document and the request's parameters.
        options: what the server says of it when it begins, if anything.
    """

    request: str
    answer: Callable[[Opened, Any], object]
    options: object = None
