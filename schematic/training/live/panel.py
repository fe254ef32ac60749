"""What is known of a training, or of a run → the HTML that a notebook shows, and a line of text.

There is no script and no style in it, only images with their data: notebooks that are saved, opened
elsewhere or made into a page show it as it was, even where a page allows nothing else.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from schematic.training.live.loss_drawing import Curve, draw_losses, write_losses
from schematic.training.live.sample_drawing import Image


@dataclass(frozen=True)
class Panel:
    """A training at one moment.

    Attributes:
        title: what is trained on what.
        step, steps: made, and to be made.
        seconds: since it began here.
        left: seconds that the rest will take, nearly; None where nobody knows.
        how: how it ended, such as "interrupted"; None as long as it goes on.
        curves: player → pairs of a step and the mean loss up to it, in nats.
        samples: an image of the newest ones; None where there are none.
        samples_step: the step that they are of.
        note: what could not be shown.
    """

    title: str
    step: int
    steps: int
    seconds: float
    left: float | None
    how: str | None
    curves: Mapping[str, Curve]
    samples: Image | None
    samples_step: int
    note: str = ""

    @property
    def line(self) -> str:
        """Where it is, in a line."""
        where = f"step {self.step:,} of {self.steps:,}"
        if self.how is not None:
            return f"{where}, {self.how} after {write_time(self.seconds)}"
        left = "" if self.left is None else f", about {write_time(self.left)} left"
        return f"{where}, {write_time(self.seconds)} so far{left}"

    @property
    def text(self) -> str:
        """All that words can say."""
        last = {player: curve[-1][1] for player, curve in self.curves.items() if curve}
        return "   ".join(
            part for part in (f"{self.title}: {self.line}", write_losses(last)) if part
        )

    @property
    def html(self) -> str:
        """The images, with words above and below."""
        bar = f'<br><progress value="{self.step}" max="{self.steps}"></progress>'
        head = f"<b>{escape(self.title)}</b>: {escape(self.line)}{bar if self.how is None else ''}"
        steps = self.steps if self.how is None else self.step
        images = [curve_image(self.curves, steps)] if self.curves else []
        below = ""
        if self.samples is not None:
            images.append(self.samples)
            below = f"<br><small>{escape(self.samples.words)}, step {self.samples_step:,}</small>"
        note = f"<br>{escape(self.note)}" if self.note else ""
        shown = f"<br>{' '.join(map(write_image, images))}" if images else ""
        return f"<div>{head}{shown}{below}{note}</div>"


def curve_image(curves: Mapping[str, Curve], steps: int) -> Image:
    """The curves of all players' losses."""
    drawn, width, height = draw_losses(curves, steps)
    return Image("image/svg+xml", drawn.encode(), width, height, "losses over the steps")


def write_image(image: Image) -> str:
    """An image as a tag that holds all of it."""
    return (
        f'<img src="{data_address(image.kind, image.content)}" width="{image.width}" '
        f'height="{image.height}" align="top" alt="{escape(image.words)}">'
    )


def data_address(kind: str, content: bytes) -> str:
    """The address that holds all of a file."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def write_time(seconds: float) -> str:
    """A time as people read it: `8 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
