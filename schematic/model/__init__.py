"""Schematic → `torch.nn.Module`: torch begins here."""

from schematic.model.compile import compile  # noqa: A004

__all__ = ["compile"]
