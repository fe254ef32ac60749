r"""The parsers of all commands → the manual page, in the language of `man`: the `man` command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from schematic.cli.described import CommandPage, describe_all
from schematic.cli.outputs import write_result

DESCRIPTION = """Write the manual page of sgm, which says what every command takes.

Read it: sgm man | man -l -
Install it: sgm man -o ~/.local/share/man/man1/sgm.1"""

STATUS = (
    "0: fine. 1: something is wrong with what was given. 2: wrong use, or a fault of the program. "
    "130: interrupted."
)
FULL = 88  # letters: a shorter line of a description was ended on purpose
VARIABLES = {
    "NO_COLOR": "messages have no colours, whatever its value.",
    "OMP_NUM_THREADS": "threads of PyTorch, where --threads does not say it.",
    "SGM_DEBUG": "1 shows where a fault of the program happened.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `man`."""
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Write the page."""
    write_result(write_page(describe_all()), options.out)
    return 0


def write_page(pages: tuple[CommandPage, ...]) -> str:
    """Return the manual page of all commands."""
    import schematic

    lines = [
        f'.TH SGM 1 "" "schematic {schematic.__version__}" "User Commands"',
        ".SH NAME",
        r"sgm \- deep generative models drawn in text, and compiled to PyTorch",
        ".SH SYNOPSIS",
        ".B sgm",
        r"\fICOMMAND\fR [\fIOPTIONS\fR]",
        ".SH DESCRIPTION",
        _text(
            "A spec draws a deep generative model in text. sgm checks it, derives its objective, "
            "draws it, writes it as PyTorch and trains it. FILE is a spec, `-` for standard input, "
            "or the name of a shipped spec such as `gan` where there is no such file."
        ),
        ".SH COMMANDS",
        *(line for page in pages for line in _command(page)),
        ".SH EXIT STATUS",
        _text(STATUS),
        ".SH ENVIRONMENT",
        *(line for name, what in VARIABLES.items() for line in (".TP", rf".B {name}", _text(what))),
        "",
    ]
    return "\n".join(lines)


def _command(page: CommandPage) -> Iterator[str]:
    yield f".SS {_text(page.usage)}"
    for number, paragraph in enumerate(page.description.split("\n\n")):
        if number:
            yield ".PP"
        yield from _paragraph(paragraph.splitlines())
    for title, arguments in page.groups.items():
        if title not in ("arguments", "options"):
            yield from (".PP", rf"\fI{_text(title)}\fR")
        for each in arguments:
            yield from (".TP", rf"\fB{_text(each.typed)}\fR", _text(each.help) or r"\&")


def _paragraph(lines: list[str]) -> Iterator[str]:
    """Yield lines that flow together, but for those that end before they are full."""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        yield _text(line.strip())
        if following and len(f"{line} {following.split()[0]}") < FULL:
            yield ".br"


def _text(text: str) -> str:
    r"""The text as roff reads it: nothing in it is a request or an escape."""
    plain = text.replace("\\", r"\e").replace("-", r"\-").replace("\n", " ")
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain
