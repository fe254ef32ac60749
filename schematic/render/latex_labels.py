r"""Label, text → LaTeX, in which all that could be taken for a command is escaped."""

from __future__ import annotations

from schematic.graph.latex_text import ESCAPES, write_letter, write_text
from schematic.graph.names import is_greek
from schematic.render.label import Label, Symbol, runs

IN_MATH = ESCAPES | {
    "\\": r"\backslash{}",
    "~": r"\sim{}",
    "^": r"\wedge{}",
    "−": "-",
    "…": r"\dots{}",
}


def write_math(label: Label) -> str:
    r"""Write a label in mathematics: `$q_{\phi}^{(r)}(y|x)$`."""
    return f"${''.join(map(_symbol, label))}$"


def _symbol(symbol: Symbol) -> str:
    sub = f"_{{{_math(symbol.sub)}}}" if symbol.sub else ""
    sup = f"^{{{_math(symbol.sup)}}}" if symbol.sup else ""
    return _math(symbol.text) + sub + sup


def _math(text: str) -> str:
    """Slant words as words and single letters as variables; leave digits and signs upright."""
    return "".join(_word(run) if letters else _signs(run) for run, letters in runs(text))


def _word(letters: str) -> str:
    if not all(c.isascii() or is_greek(c) for c in letters):
        return rf"\mbox{{\textit{{{write_text(letters)}}}}}"
    if len(letters) == 1:
        return write_letter(letters)
    return rf"\mathit{{{''.join(f'{{{write_letter(c)}}}' if is_greek(c) else c for c in letters)}}}"


def _signs(text: str) -> str:
    known = "".join(IN_MATH.get(c, c) for c in text)
    return known if known.isascii() else rf"\mbox{{{write_text(text)}}}"
