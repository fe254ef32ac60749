"""Messages have colours on a terminal alone, and without them are what they were."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from schematic.cli.colours import CHOSEN, coloured, shows_colours
from tests.cli.conftest import Sgm

ESCAPE = re.compile("\x1b\\[[0-9;]*m")
BAD = "model A\nvisible x : rael ~ data\nlatent z : real[2]\nx -> z ~ G[θ]\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "stream", "environment", "shown"),
    [
        ("auto", Terminal(), {}, True),
        ("auto", io.StringIO(), {}, False),
        ("auto", Terminal(), {"NO_COLOR": "1"}, False),
        ("auto", Terminal(), {"NO_COLOR": ""}, True),
        ("auto", Terminal(), {"TERM": "dumb"}, False),
        ("always", io.StringIO(), {"NO_COLOR": "1"}, True),
        ("never", Terminal(), {}, False),
    ],
)
def test_when_there_are_colours(
    choice: str, stream: io.StringIO, environment: dict[str, str], shown: bool
) -> None:
    before = CHOSEN.set(choice)
    try:
        assert shows_colours(stream, environment) is shown
    finally:
        CHOSEN.reset(before)


@pytest.mark.parametrize("words", [("check", "a.sgm"), ("derive", "a.sgm"), ("derive", "vea")])
def test_colours_change_no_word(words: tuple[str, ...], sgm: Sgm) -> None:
    Path("a.sgm").write_text(BAD)
    plain, never = sgm(*words), sgm(*words, "--color", "never")
    bright = sgm(*words, "--color", "always")
    assert plain == never
    assert "\x1b" not in plain.out + plain.err
    assert "\x1b[1;31merror[" in bright.out + bright.err
    assert "\x1b[32mcure:" in bright.out + bright.err
    assert ESCAPE.sub("", bright.out) == plain.out
    assert ESCAPE.sub("", bright.err) == plain.err
    assert sgm(*words) == plain


def test_messages_of_the_command_line_have_colours() -> None:
    said = coloured("sgm: error: no run\n  cure: train one", Terminal())
    assert said == "sgm: \x1b[1;31merror:\x1b[0m no run\n  \x1b[32mcure:\x1b[0m train one"
