r"""Text of others → LaTeX, in which nothing can be taken for a command.

Each of TeX's special characters is written by a command of its own: `\`, `{`, `}`, `$`, `&`, `#`,
`_`, `%`, `~`, and `^`. So `\input`, `\write18` and `^^5c` are words. What no program shows becomes
a question mark.
"""

from __future__ import annotations

from schematic.diagnostics.foreign_text import shown
from schematic.graph.names import ascii_name, is_greek

ESCAPES = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {"\ufffd": "?"}
IN_TEXT = ESCAPES | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    '"': r"\textquotedbl{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
}
LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True))


def write_text(text: str) -> str:
    """Write a text outside mathematics."""
    return "".join(
        f"${write_letter(c)}$" if is_greek(c) else IN_TEXT.get(c, c) for c in shown(text)
    )


def write_letter(letter: str) -> str:
    r"""Write a letter of a formula: θ as \theta, Greek capitals that look Latin as Latin ones."""
    if not is_greek(letter):
        return letter
    return LATIN.get(letter) or f"\\{ascii_name(letter)}"
