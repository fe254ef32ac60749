r"""Label, text → LaTeX, in which all that could be taken for a command is escaped."""

from __future__ import annotations

from schematic.graph.names import ascii_name
from schematic.render.label import Label, Symbol, runs

ESCAPES = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {"\ufffd": "?"}
IN_TEXT = ESCAPES | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    '"': r"\textquotedbl{}",
}
IN_MATH = ESCAPES | {"\\": r"\backslash{}", "~": r"\sim{}", "^": r"\wedge{}"}
LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True))


def write_math(label: Label) -> str:
    r"""Write a label in mathematics: `$q_{\phi}^{(r)}(y|x)$`."""
    return f"${''.join(map(_symbol, label))}$"


def write_text(text: str) -> str:
    """Write a text outside mathematics."""
    return "".join(f"${_letter(c)}$" if _is_greek(c) else IN_TEXT.get(c, c) for c in text)


def _symbol(symbol: Symbol) -> str:
    sub = f"_{{{_math(symbol.sub)}}}" if symbol.sub else ""
    sup = f"^{{{_math(symbol.sup)}}}" if symbol.sup else ""
    return _math(symbol.text) + sub + sup


def _math(text: str) -> str:
    """Slant words as words and single letters as variables; leave digits and signs upright."""
    return "".join(_word(run) if letters else _signs(run) for run, letters in runs(text))


def _word(letters: str) -> str:
    if not all(c.isascii() or _is_greek(c) for c in letters):
        return rf"\mbox{{\textit{{{write_text(letters)}}}}}"
    if len(letters) == 1:
        return _letter(letters)
    return rf"\mathit{{{''.join(f'{{{_letter(c)}}}' if _is_greek(c) else c for c in letters)}}}"


def _signs(text: str) -> str:
    known = "".join(IN_MATH.get(c, c) for c in text)
    return known if known.isascii() else rf"\mbox{{{write_text(text)}}}"


def _is_greek(letter: str) -> bool:
    return ascii_name(letter) != letter


def _letter(letter: str) -> str:
    r"""Write a letter of a formula: θ as \theta, Greek capitals that look Latin as Latin ones."""
    if not _is_greek(letter):
        return letter
    return LATIN.get(letter) or f"\\{ascii_name(letter)}"
