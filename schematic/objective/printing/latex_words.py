r"""Sentences of a derivation, in which formulas stand as plain text → LaTeX.

`z has a density, so −KL(q(z|x) ‖ p(z)) matches it` becomes a sentence with mathematics in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from schematic.graph.latex_text import write_text
from schematic.graph.names import ascii_name, is_greek, latex_name

SIGNS = {
    "−": "-",
    "‖": r"\|",
    "½": r"\tfrac{1}{2}",
    "²": "^{2}",
    "ʳ": "^{r}",
    "⁻": "^{-1}",
    "¹": "",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "Σ": r"\sum ",
    "σ": r"\sigma ",
    "∫": r"\int ",
    "…": r"\dots ",
    "±": r"\pm ",
    "·": r"\cdot ",
    "≤": r"\leq ",
    "≥": r"\geq ",
    "×": r"\times ",
    "→": r"\to ",
    "′": "'",
    "~": r"\sim ",
    "{": r"\{",
    "}": r"\}",
    " ": " ",
    "\\": r"\backslash ",
    "^": r"\hat{}",
    "#": r"\#",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "_": r"\_",
}
"""Signs of formulas as LaTeX has them; letters and digits are named by `_word`."""
FUNCTIONS = {"log": r"\log ", "det": r"\det ", "exp": r"\exp "}
TILDE = "\u0303"
WORD = re.compile(rf"[^\W\d_](?:(?!_\{{)\w(?!{TILDE}))*")
SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")
LARGE = {"Σ": r"\sum", "Π": r"\prod"}
"""Operators, where something stands below them; elsewhere they are Greek letters."""
ACCENT = re.compile(rf"{TILDE}(?:_(\w+))?")
CODE = re.compile(r"`([^`]*)`")
OPENING = re.compile(
    r"(?<![\w`])[−½\d .]{0,4}(?:log )?[^\W\d_][\wʳ²⁻¹]*(?=[(\[])|(?:log)?\|det [^|]*\|"
)
BEHIND_NAMES = "and|by|follows|from|gives|has|in|is|meets|of|or|over|plays|so|through|to"
ARTICLE = rf"(?P<article>\ba)(?= (?!(?:{BEHIND_NAMES})\b)[a-z])"
"""The word `a`, which may be the name of a node too: before a noun it is the article."""
PIECE = re.compile(rf"{ARTICLE}|[^\W\d_]\w*?_\{{[^{{}}]*\}}|\w+|[^\w\s]")
CLOSING = {"(": ")", "[": "]"}


def write_sentence(text: str, names: Collection[str] = ()) -> str:
    """Write a sentence: what is in backquotes as code, formulas and names of nodes as mathematics.

    Args:
        text: plain, with formulas such as `log p(x|z)` in it.
        names: of nodes, and of draws.
    """
    parts = CODE.split(text)
    return "".join(
        rf"\texttt{{{_code(part)}}}" if place % 2 else "".join(_mixed(part, names))
        for place, part in enumerate(parts)
    )


def write_formula(text: str) -> str:
    """Write a formula in plain text, such as `½ KL(q(z|x) ‖ p(z))`, for the inside of dollars."""
    found: list[str] = []
    place = 0
    while place < len(text):
        if word := WORD.match(text, place):
            is_mean = word.group() == "E" and text[word.end() :].startswith(("[", " ["))
            is_large = word.group() in LARGE and text[word.end() :].startswith("_{")
            shown = LARGE[word.group()] if is_large else _word(word.group())
            found.append(r"\mathbb{E}" if is_mean else shown)
            place = word.end()
        elif script := SCRIPT.match(text, place):
            found[-1:] = [_scripted("".join(found[-1:]), script[1], write_formula(script[2]))]
            place = script.end()
        elif accent := ACCENT.match(text, place):
            index = f"_{{{_index(accent[1])}}}" if accent[1] else ""
            found[-1:] = [rf"\tilde{{{''.join(found[-1:])}}}{index}"]
            place = accent.end()
        else:
            found.append(SIGNS.get(text[place], _ascii(text[place])))
            place += 1
    return "".join(found).replace("  ", " ").strip()


def _scripted(shown: str, sign: str, script: str) -> str:
    """What is written so far with a script; one below joins what stands below already."""
    if sign == "_" and "_{" in shown and shown.endswith("}"):
        return f"{shown[:-1]},{script}}}"
    return f"{shown.rstrip()}{sign}{{{script}}}"


def _mixed(text: str, names: Collection[str]) -> Iterator[str]:
    """A text without code: formulas, and what stands between them."""
    while opening := OPENING.search(text):
        is_whole = opening.group().endswith("|")
        end = opening.end() if is_whole else _closed(text, opening.end())
        if end is None:
            break
        begin = opening.start() + len(opening.group()) - len(opening.group().lstrip(" ."))
        yield _between(text[:begin], names)
        yield f"${write_formula(text[begin:end])}$"
        text = text[end:]
    yield _between(text, names)


def _closed(text: str, place: int) -> int | None:
    """Behind the bracket that closes the one at a place; None where it stays open."""
    waiting: list[str] = []
    for index in range(place, len(text)):
        sign = text[index]
        if sign in CLOSING:
            waiting.append(CLOSING[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
            if not waiting:
                return index + 1
    return None


def _between(text: str, names: Collection[str]) -> str:
    """Words, with names of nodes and of groups, and single signs of formulas, as mathematics."""

    def shown(found: re.Match[str]) -> str:
        piece = found.group()
        if found["article"]:
            return piece
        is_name = piece in names or "_{" in piece or any(map(is_greek, piece))
        is_sign = piece in SIGNS and not piece.isascii()
        return f"${write_formula(piece)}$" if is_name or is_sign else write_text(piece)

    return _ascii(PIECE.sub(shown, text))


def _word(word: str) -> str:
    """A word of a formula: a function, a name with its index, or a few letters upright."""
    for sign in "ʳ²¹½":  # which are letters or digits to Python
        if sign in word:
            head, _, rest = word.partition(sign)
            return f"{_word(head) if head else ''}{SIGNS[sign]}{write_formula(rest)}"
    if word in FUNCTIONS:
        return FUNCTIONS[word]
    head, _, index = word.partition("_")
    first = latex_name(ascii_name(head))
    if len(head) > 1 and ascii_name(head) == head and not first.startswith("\\"):
        stem, _, number = first.partition("_")
        first, index = stem, ",".join(filter(None, (number.strip("{}"), index)))
    elif first.startswith(r"\mathit") and ascii_name(head) != head:
        first = " ".join(latex_name(ascii_name(letter)) for letter in head)
    elif first.startswith(r"\mathit"):
        first = rf"\mathrm{{{head}}}"
    elif first.startswith("\\"):
        first += " " if not index else ""
    return f"{first}_{{{_index(index)}}}" if index else first


def _index(index: str) -> str:
    """What stands below a name: words upright, Greek letters as themselves."""
    pieces = re.split(r"([,_])", index)
    return "".join(
        "," if piece in ",_" else latex_name(ascii_name(piece)) if _is_short(piece) else _up(piece)
        for piece in pieces
    )


def _is_short(piece: str) -> bool:
    return (len(piece) == 1 and piece.isalpha()) or ascii_name(piece) != piece


def _up(piece: str) -> str:
    return piece if piece.isdigit() else rf"\mathrm{{{_ascii(piece)}}}"


def _code(text: str) -> str:
    return "$^{-1}$".join(_ascii(write_text(part)) for part in text.split("⁻¹"))


def _ascii(text: str) -> str:
    """The text, its remaining letters without accents, and signs that no formula has as `?`."""
    text = text.replace("–", "--")
    plain = unicodedata.normalize("NFKD", text)
    shown = (c for c in plain if not unicodedata.combining(c))
    return "".join(c if c.isascii() else f"${SIGNS[c]}$" if c in SIGNS else "?" for c in shown)
