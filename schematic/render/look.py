"""How a picture is to look: the choices of whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from schematic.ranges import Range

SCALES = Range(0.1, 20)
DOTS = Range(10, 2400, whole=True)
USUAL_DPI = 200


class Style(Enum):
    """Which names labels hold.

    `PLAIN` names what each arrow reads: G_θ(z), q_η(z|x). `PAPER` writes densities as the captions
    of the paper do, which condition them on the label of the game: p_θ(x|y), q_η(z|x, y)
    [Hu2018, fig. 2].
    """

    PLAIN = "plain"
    PAPER = "paper"


@dataclass(frozen=True)
class Look:
    """The choices for one picture.

    Attributes:
        title: whether the model's name, and the text in quotes behind it, stands above it.
        style: which names labels hold.
        legend: whether it says below what the signs mean that occur in it.
        dark: whether it is for a dark page.
        transparent: whether what lies behind it shines through.
        scale: by how much it is enlarged.
        dpi: the dots of an inch, where it consists of dots; None for 200.
    """

    title: bool = False
    style: Style = Style.PLAIN
    legend: bool = False
    dark: bool = False
    transparent: bool = False
    scale: float = 1.0
    dpi: int | None = None

    def chosen(self) -> tuple[str, ...]:
        """Return the names of the choices that not every format can follow, where they are made."""
        made = {
            "legend": self.legend,
            "dark": self.dark,
            "transparent": self.transparent,
            "scale": self.scale != 1,
            "dpi": self.dpi is not None,
        }
        return tuple(name for name, is_made in made.items() if is_made)


PLAIN = Look()
