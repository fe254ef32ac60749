"""How a picture is to look: the choices of whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """The choices for one picture.

    Attributes:
        title: whether the model's name, and the text in quotes behind it, stands above it.
        dark: whether it is for a dark page.
        transparent: whether what lies behind it shines through.
        scale: by how much it is enlarged.
        dpi: the dots of an inch, where it consists of dots.
    """

    title: bool = False
    dark: bool = False
    transparent: bool = False
    scale: float = 1.0
    dpi: int = 200


PLAIN = Look()
