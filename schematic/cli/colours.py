"""Messages → the same with the colours of a terminal, where one shows them.

Colours come last: what is coloured is the text that goes to a file or a pipe without them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import TextIO

AUTO, ALWAYS, NEVER = "auto", "always", "never"
CHOICES = (AUTO, ALWAYS, NEVER)
CHOSEN: ContextVar[str] = ContextVar("CHOSEN", default=AUTO)
"""What `--color` says of the command that runs."""

RED, YELLOW, GREEN, BLUE, BOLD, PLAIN = (
    f"\x1b[{code}m" for code in ("1;31", "1;33", "32", "34", "1", "0")
)
PATTERNS: Mapping[re.Pattern[str], str] = {
    re.compile(r"^(error\[SGM\d+\]:?)(.*)$", re.MULTILINE): rf"{RED}\1{PLAIN}{BOLD}\2{PLAIN}",
    re.compile(r"^(warning\[SGM\d+\]:?)(.*)$", re.MULTILINE): rf"{YELLOW}\1{PLAIN}{BOLD}\2{PLAIN}",
    re.compile(r"^(sgm(?: [a-z]+)?: )(error:)", re.MULTILINE): rf"\1{RED}\2{PLAIN}",
    re.compile(r"^(sgm: )(note:)", re.MULTILINE): rf"\1{YELLOW}\2{PLAIN}",
    re.compile(r"^( *(?:\d+ )?\|)( *)(\^+)$", re.MULTILINE): rf"{BLUE}\1{PLAIN}\2{RED}\3{PLAIN}",
    re.compile(r"^( *-->)", re.MULTILINE): rf"{BLUE}\1{PLAIN}",
    re.compile(r"^( *\d+ \|)(?=$| )", re.MULTILINE): rf"{BLUE}\1{PLAIN}",
    re.compile(r"^( +\|)$", re.MULTILINE): rf"{BLUE}\1{PLAIN}",
    re.compile(r"^( *= )?( *)(cure:)", re.MULTILINE): rf"\1\2{GREEN}\3{PLAIN}",
}
"""What a line of a message looks like → the same in colours."""


def shows_colours(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether messages to a stream have colours.

    `--color` decides; else they have them where the stream is a terminal that can show colours, and
    NO_COLOR is not set.
    """
    if CHOSEN.get() != AUTO:
        return CHOSEN.get() == ALWAYS
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()


def coloured(text: str, stream: TextIO) -> str:
    """Return a message as a stream is to show it."""
    if not shows_colours(stream):
        return text
    for pattern, replacement in PATTERNS.items():
        text = pattern.sub(replacement, text)
    return text
