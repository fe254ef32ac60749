"""A spec → a picture of it: the `render` command."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import accept_file, add_file, add_settings
from schematic.cli.numbers import number, whole
from schematic.cli.outputs import remark, write_result
from schematic.render.look import DOTS, SCALES, USUAL_DPI, Look, Style

if TYPE_CHECKING:
    from schematic.render import PictureFormat

DESCRIPTION = """Draw a spec as a schematic graphical model, in the arrow styles of the theory.

The ending of OUT picks the format: svg, pdf, png, dot, tex (TikZ) or mmd (Mermaid)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `render`."""
    add_file(parser)
    add_settings(parser)
    parser.add_argument("-o", "--out", metavar="OUT", required=True, help="a file, or `-`")
    parser.add_argument("--to", metavar="FORMAT", help="the format, instead of OUT's ending")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="draw it again whenever FILE changes, until Ctrl-C; errors are printed",
    )
    look = parser.add_argument_group("look")
    look.add_argument(
        "--title",
        action="store_true",
        help="put the model's name and the text in quotes behind it above the picture",
    )
    look.add_argument(
        "--style",
        choices=[style.value for style in Style],
        default=Style.PLAIN.value,
        help="what labels name: `plain` what an arrow reads, G(z), q(z|x); `paper` the label "
        "of the game too, as Hu et al. have it, p(x|y), q(z|x, y); default: plain",
    )
    look.add_argument(
        "--legend", action="store_true", help="say below the picture what its signs mean"
    )
    look.add_argument("--dark", action="store_true", help="light lines on a dark page")
    look.add_argument(
        "--transparent",
        action="store_true",
        help="no background, so what lies behind shines through",
    )
    look.add_argument(
        "--scale",
        metavar="S",
        type=number(SCALES),
        default=1.0,
        help="how much larger everything is; default: 1",
    )
    look.add_argument(
        "--dpi",
        metavar="N",
        type=whole(DOTS),
        help=f"the dots of an inch of a png; default: {USUAL_DPI}",
    )


def run(options: argparse.Namespace) -> int:
    """Draw the spec."""
    wanted = options.to or Path(options.out).suffix.removeprefix(".")
    if not wanted:
        raise UsageError(
            f"{options.out!r} does not say in which format to draw",
            "give it an ending, such as OUT.svg, or a format: --to svg",
        )
    look = _look(options)
    format = _format(wanted.lower(), look)
    if not options.watch:
        _draw(options, format, look)
        return 0
    return _watch(options, format, look)


def _look(options: argparse.Namespace) -> Look:
    return Look(
        title=options.title,
        style=Style(options.style),
        legend=options.legend,
        dark=options.dark,
        transparent=options.transparent,
        scale=options.scale,
        dpi=options.dpi,
    )


def _format(wanted: str, look: Look) -> PictureFormat:
    """The format that is asked for, which can follow what is asked of it.

    Raises:
        RenderError: there is none of that name, or it cannot.
    """
    from schematic.render import format_for

    return format_for(wanted, look)


def _draw(options: argparse.Namespace, format: PictureFormat, look: Look) -> None:
    """Draw the spec, and write the picture.

    Raises:
        SchematicError: the spec has errors.
        RenderError: there is no Graphviz, or the picture is too large.
    """
    from schematic.render import GlyphWarning, render

    schematic = accept_file(options.file, options)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", GlyphWarning)
        picture = render(schematic, format.name, look)
    for warning in said:
        for line in f"sgm: warning: {warning.message}".splitlines():
            remark(line)
    write_result(picture, options.out)


def _watch(options: argparse.Namespace, format: PictureFormat, look: Look) -> int:
    from schematic.cli.failures import explain
    from schematic.cli.watching import changes
    from schematic.diagnostics import Error
    from schematic.syntax.named_source import is_shipped

    if options.file == "-" or is_shipped(options.file):
        what = "standard input" if options.file == "-" else "a shipped spec"
        raise UsageError(
            f"{what} does not change", "watch a file of your own; `sgm new` begins one"
        )
    if options.out == "-":
        raise UsageError("--watch writes a file again and again", "name one: -o OUT.svg")
    for _ in changes(Path(options.file)):
        try:
            _draw(options, format, look)
        except (Error, OSError) as error:
            explain(error)
        else:
            remark(f"wrote {options.out}")
    return 0
