"""What constructors of convolutions have in common: channels, and sides that are halved."""

from __future__ import annotations

from schematic.constructors._port import Port
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.spaces import Space, is_image


@page("SGM506")
def changes_sides(span: Span, constructor: str, net: str, ends: str) -> Diagnostic:
    """`conv` between images of different height or width.

    Between images a convolution keeps height and width; images that it takes together have the
    same ones. Only the number of channels may differ.
    """
    message = f"`{constructor}` cannot change the height or the width of images in net `{net}`"
    cure = "give the images the same height and width, or use `mlp`"
    return Diagnostic("SGM506", message, span, f"the ends are {ends}", cure)


@page("SGM516")
def one_pixel(span: Span, net: str) -> Diagnostic:
    """`norm = instance` on maps of a single pixel.

    An instance norm takes the mean of a map's pixels away. Of one pixel nothing is left.
    """
    message = f"an instance norm leaves nothing of the single pixel of the smallest maps of `{net}`"
    return Diagnostic("SGM516", message, span, "", "write `norm = layer`, or take fewer sizes")


@page("SGM517")
def too_many_halves(span: Span, net: str, times: int, image: str) -> Diagnostic:
    """An image whose sides cannot be halved as often as a net has sizes.

    A `conv` with an even kernel rounds a half down, so seven pixels become three, one and none. A
    `unet` and a `resnet` halve sides of two pixels or more.
    """
    message = f"net `{net}` would halve the sides of {image} {times} times"
    return Diagnostic("SGM517", message, span, "too few pixels are left", "take fewer sizes")


def images_of(port: Port) -> set[tuple[int, ...]]:
    """The heights and widths between which a convolution would run without changing them."""
    images = [space for space in port.parents if is_image(space)]
    spaces = (*images, port.child) if images and is_image(port.child) else images
    return {space.shape[1:] for space in spaces if space.shape is not None}


def halved(size: int, times: int, kernel: int = 3) -> list[int]:
    """A side's length after each stride of two, the full length first.

    An odd kernel rounds up, an even one down.
    """
    sizes = [size]
    for _ in range(times):
        sizes.append((sizes[-1] + kernel % 2) // 2)
    return sizes


def shrinking(image: Space, times: int, kernel: int = 3) -> list[tuple[int, ...]]:
    """Height and width after each stride of two, the full ones first."""
    sides = (halved(side, times, kernel) for side in (image.shape or ())[1:])
    return list(zip(*sides, strict=True))
