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


def node_name(written: str) -> str:
    """The node that a name from outside a spec stands for: `theta` for `θ`, `z_3` for `z[3]`."""
    return _COPY.sub(r"_\1", ascii_name(written))


def greek(name: str) -> str:
    """The spelling for people: `theta` as θ, `theta_x` as θ_x."""
    return _WORD.sub(lambda word: _LETTER.get(word.group(), word.group()), name)


def latex_name(name: str) -> str:
    r"""The spelling for LaTeX: `theta` as \theta, `h1` as h_{1}, `long` as \mathit{long}.

    An index in braces, as in `z_{t-1}`, stays one.
    """
    if index := re.fullmatch(r"(.+)_\{(.+)\}", name):
        return f"{latex_name(index[1])}_{{{index[2]}}}"
    stem, digits = re.fullmatch(r"(.*?)_?(\d*)", name).groups()  # type: ignore[union-attr]
    head = f"\\{stem}" if stem in _LETTER else stem
    if len(stem) > 1 and stem not in _LETTER:
        head = f"\\mathit{{{stem.replace('_', chr(92) + '_')}}}"
    return f"{head}_{{{digits}}}" if digits else head
