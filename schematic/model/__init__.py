"""Schematic → `torch.nn.Module`: torch begins here."""

from schematic.model.compile import compile

__all__ = ["compile"]
