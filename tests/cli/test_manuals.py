"""`sgm help` and the manual page say what the parsers know."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from schematic.cli.commands import COMMANDS
from schematic.cli.described import describe_all
from schematic.cli.man import _text, write_page
from tests.cli.conftest import Sgm


def test_help_is_that_of_the_command(sgm: Sgm) -> None:
    assert sgm("help").out == sgm("--help").out
    assert sgm("help", "derive").out == sgm("derive", "--help").out
    said = sgm("help", "derrive")
    assert (said.status, "did you mean `derive`?" in said.err) == (2, True)


def test_the_manual_has_every_command_and_option(sgm: Sgm) -> None:
    page = sgm("man").out
    for each in describe_all():
        section = page.partition(f".SS sgm {each.name} ")[2].partition(".SS ")[0]
        for argument in each.arguments:
            assert f"\\fB{_text(argument.typed)}\\fR" in section


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_reads_the_manual_without_a_warning() -> None:
    run = ["groff", "-man", "-Tutf8", "-ww", "-K", "utf8"]
    said = subprocess.run(run, input=write_page(describe_all()), capture_output=True, text=True)
    shown = re.sub(r"\x1b\[[\d;]*m|.\x08", "", said.stdout)
    assert (said.returncode, said.stderr) == (0, "")
    assert all(f"sgm {name} [options]" in shown for name in COMMANDS)
    assert "--schedule {linear,cosine,constant}" in shown


@pytest.mark.parametrize(
    ("text", "roff"),
    [(".TH x", r"\&.TH x"), ("'quoted'", r"\&'quoted'"), (r"a\b-c", r"a\eb\-c")],
)
def test_nothing_in_a_text_is_a_request(text: str, roff: str) -> None:
    assert _text(text) == roff


def test_every_argument_says_what_it_is() -> None:
    bare = [
        f"{page.name} {each.typed}"
        for page in describe_all()
        for each in page.arguments
        if not each.help
    ]
    assert bare == []
