"""HTML with LaTeX formulas, as `pymdownx.arithmatex` leaves them → HTML with MathML."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from xml.etree import ElementTree

from latex2mathml.converter import convert

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_TAG = f"{{{_NAMESPACE}}}"
_INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
_DISPLAY = re.compile(r'<div class="arithmatex">\s*\\\[(.*?)\\\]\s*</div>', re.DOTALL)
_LETTERS = {
    "double-struck": {"E": "𝔼", "R": "ℝ"},
    "script": {"L": "ℒ", "N": "𝒩"},
}
_CLOSE_SIGNS = frozenset({"|", "/", "det", "∂"})
_FUNCTIONS = frozenset({"log", "KL", "JSD"})
_LONG = 70  # characters of LaTeX
_THIN = "0.1667em"

ElementTree.register_namespace("", _NAMESPACE)


def typeset(page: str) -> str:
    """The page with its formulas as MathML, which browsers set without a script."""
    page = _DISPLAY.sub(lambda f: f'<div class="formula">{write_mathml(f[1], "block")}</div>', page)
    return _INLINE.sub(lambda f: _inline(f[1]), page)


def _inline(latex: str) -> str:
    """A formula in a line; one that may be wider than a narrow page can be moved within it."""
    written = write_mathml(latex, "inline")
    return f'<span class="long">{written}</span>' if len(latex) > _LONG else written


def write_mathml(latex: str, display: str) -> str:
    """A formula.

    Args:
        latex: in math mode, with the characters of HTML escaped.
        display: `block` or `inline`.
    """
    root = ElementTree.fromstring(convert(html.unescape(latex).strip(), display=display))
    for element in root.iter():
        _letter(element)
        _tighten(element)
    for element in list(root.iter()):
        _space(element)
    return ElementTree.tostring(root, encoding="unicode")


def _letter(element: ElementTree.Element) -> None:
    """Browsers know double-struck and script letters by their character, not by an attribute."""
    letters = _LETTERS.get(element.get("mathvariant", ""), {})
    if element.text in letters:
        element.text = letters[element.text]
        del element.attrib["mathvariant"]


def _tighten(element: ElementTree.Element) -> None:
    """Bars, and an operator in braces of its own such as `y{=}1`, are set without space."""
    if element.tag == f"{_TAG}mo" and element.text in _CLOSE_SIGNS:
        _set_space(element, "0.05em")
    if element.tag == f"{_TAG}mrow" and len(element) == 1 and element[0].tag == f"{_TAG}mo":
        _set_space(element[0], "0.05em")


def _set_space(operator: ElementTree.Element, width: str) -> None:
    operator.set("lspace", width)
    operator.set("rspace", width)


def _space(element: ElementTree.Element) -> None:
    """A function's name keeps a thin space from what it is applied to and what precedes it."""
    children = list(element)
    wide = [
        right
        for left, right in pairwise(children)
        if (_is_function(left) and right.tag != f"{_TAG}mo")
        or (_is_function(right) and left.tag not in (f"{_TAG}mo", f"{_TAG}mspace"))
    ]
    for child in wide:
        space = ElementTree.Element(f"{_TAG}mspace", {"width": _THIN})
        element.insert(list(element).index(child), space)


def _is_function(element: ElementTree.Element) -> bool:
    return "".join(element.itertext()) in _FUNCTIONS
