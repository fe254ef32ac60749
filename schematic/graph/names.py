"""A name as written → the one name it stands for: `θ` and `theta` are the same."""

from __future__ import annotations

import re
import unicodedata

_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma
    tau upsilon phi chi psi omega
"""
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", re.findall(r"\w+", _NAMES), strict=True))
_GREEK |= {letter.upper(): name.capitalize() for letter, name in _GREEK.items()} | {"ς": "sigma"}
_LETTER = {name: letter for letter, name in _GREEK.items() if letter != "ς"}
_COPY = re.compile(r"\[([0-9]+)\]$")
_WORD = re.compile(r"[^\W\d_]+")


def ascii_name(name: str) -> str:
    """The canonical spelling: each Greek letter by its English name."""
    if name.isascii():
        return name
    spelt = "".join(_GREEK.get(letter, letter) for letter in name)
    return unicodedata.normalize("NFKC", spelt)  # an accent of a Greek letter may join the `a`


def is_greek(letter: str) -> bool:
    """Whether a letter is one of the Greek ones that have a name."""
    return letter in _GREEK


def node_name(written: str) -> str:
    """The node that a name from outside a spec stands for: `theta` for `θ`, `z_3` for `z[3]`."""
    return _COPY.sub(r"_\1", ascii_name(written))


def greek(name: str) -> str:
    """The spelling for people: `theta` as θ, `theta_x` as θ_x."""
    return _WORD.sub(lambda word: _LETTER.get(word.group(), word.group()), name)


def latex_name(name: str) -> str:
    r"""The spelling for LaTeX: `theta` as \theta, `h1` as h_{1}, `long` as \mathit{long}.

    What follows an underscore is an index: `x_fake` is x_{\mathrm{fake}}. One in braces stays.
    """
    if index := re.fullmatch(r"(.+)_\{(.+)\}", name):
        return f"{latex_name(index[1])}_{{{index[2]}}}"
    stem, _, rest = name.partition("_")
    letters = stem.rstrip("0123456789")
    digits = stem.removeprefix(letters)
    indices = (digits, *rest.split("_"))
    below = ",".join(_latex_index(index) for index in indices if index)
    return f"{_latex_stem(letters)}_{{{below}}}" if below else _latex_stem(letters)


def _latex_stem(stem: str) -> str:
    if stem in _LETTER:
        return f"\\{stem}"
    return f"\\mathit{{{stem}}}" if len(stem) > 1 else stem


def _latex_index(index: str) -> str:
    """A number or a letter as itself, a word upright."""
    if index in _LETTER:
        return f"\\{index}"
    return index if index.isdigit() or len(index) == 1 else f"\\mathrm{{{index}}}"
