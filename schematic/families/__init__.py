"""Distribution families, and what each can do. Extending the language by one is adding a row."""

from schematic.families.table import (
    CLOSED_KL,
    FAMILIES,
    Ability,
    ClosedKL,
    Family,
    Form,
    Kind,
    own_family,
)

__all__ = [
    "CLOSED_KL",
    "FAMILIES",
    "Ability",
    "ClosedKL",
    "Family",
    "Form",
    "Kind",
    "own_family",
]
