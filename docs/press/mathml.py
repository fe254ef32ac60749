"""HTML with LaTeX formulas, as `pymdownx.arithmatex` leaves them → HTML with MathML."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from xml.etree import ElementTree

from latex2mathml.converter import convert

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_TAG = f"{{{_NAMESPACE}}}"
_INLINE = re.compile(
    r"""(?P<before>[(\[]*)<span class="arithmatex">\\\((?P<latex>.*?)\\\)</span>"""
    r"""(?P<after>[-.,;:!?)\]’']*)""",
    re.DOTALL,
)
_DISPLAY = re.compile(r'<div class="arithmatex">\s*\\\[(.*?)\\\]\s*</div>', re.DOTALL)
_LETTERS = {("double-struck", "E"): "𝔼", ("double-struck", "R"): "ℝ"}
_LETTERS |= {("script", "L"): "ℒ", ("script", "N"): "𝒩"}
_FUNCTIONS = frozenset({"log", "KL", "JSD", "cos", "sin"})
_BARS = {r"\lVert": "\ue000", r"\rVert": "\ue001", r"\lvert": "\ue002", r"\rvert": "\ue003"}
_BAR = {"\ue000": "‖", "\ue001": "‖", "\ue002": "|", "\ue003": "|"}
_OPENING = {"\ue000", "\ue002"}
_CLOSE_SIGNS = frozenset({"|", "/", "det", "∂"})
_LONG = 70  # characters of LaTeX
_THIN = "0.1667em"
_HAIR = "0.08em"

ElementTree.register_namespace("", _NAMESPACE)


def typeset(page: str) -> str:
    """The page with its formulas as MathML, which browsers set without a script."""
    page = _DISPLAY.sub(lambda f: f'<div class="formula">{write_mathml(f[1], "block")}</div>', page)
    return _INLINE.sub(_inline, page)


def _inline(found: re.Match[str]) -> str:
    """A formula in a line, on one line with the brackets, commas and stops that it touches.

    One that may be wider than a narrow page can be moved within it.
    """
    written = write_mathml(found["latex"], "inline")
    if len(found["latex"]) > _LONG:
        return f'{found["before"]}<span class="long">{written}{found["after"]}</span>'
    if found["before"] or found["after"]:
        return f'<span class="whole">{found["before"]}{written}{found["after"]}</span>'
    return written


def write_mathml(latex: str, display: str) -> str:
    """A formula.

    Args:
        latex: in math mode, with the characters of HTML escaped.
        display: `block` or `inline`.
    """
    plain = re.sub(r"\\[lr][vV]ert(?![a-zA-Z])", lambda f: _BARS[f[0]], html.unescape(latex))
    root = ElementTree.fromstring(convert(plain.strip(), display=display))
    for element in root.iter():
        _strike(element)
        _fence(element)
        _tighten(element)
    _pair(root)
    for element in list(root.iter()):
        _sign(element)
        _space(element)
    return ElementTree.tostring(root, encoding="unicode")


def _strike(element: ElementTree.Element) -> None:
    """Browsers know double-struck and script letters by their character, not by an attribute."""
    letter = _LETTERS.get((element.get("mathvariant", ""), element.text or ""))
    if letter is not None:
        element.text = letter
        del element.attrib["mathvariant"]
    if element.text == "Pr":  # a function, not an operator with room around it
        element.tag = f"{_TAG}mi"


def _fence(element: ElementTree.Element) -> None:
    """The bars of a norm are as high as a letter, on both sides, whatever stands behind them."""
    mark = element.text or ""
    if mark in _BAR:
        element.tag, element.text = f"{_TAG}mo", _BAR[mark]
        element.attrib.clear()
        element.set("stretchy", "false")
        element.set("form", "prefix" if mark in _OPENING else "postfix")


def _pair(root: ElementTree.Element) -> None:
    """Large bars open and close by turns, and have no room within."""
    bars = (e for e in root.iter(f"{_TAG}mo") if e.text == "|" and e.get("minsize"))
    for place, bar in enumerate(bars):
        bar.set("form", "postfix" if place % 2 else "prefix")


def _sign(element: ElementTree.Element) -> None:
    """A minus behind a bracket is a sign, and stands close to its number."""
    for left, right in pairwise(element):
        if right.tag == left.tag == f"{_TAG}mo" and right.text == "−" and left.text in ("(", "["):
            right.set("form", "prefix")


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
    """A function's name has a thin space on either side, and a small fraction less behind it."""
    children = list(element)
    wide = [
        right
        for left, right in pairwise(children)
        if (_is_function(left) and right.tag != f"{_TAG}mo")
        or (_is_function(right) and left.tag not in (f"{_TAG}mo", f"{_TAG}mspace"))
    ]
    close = [
        right
        for left, right in pairwise(children)
        if left.tag == f"{_TAG}mstyle" and right.tag not in (f"{_TAG}mo", f"{_TAG}mspace")
    ]
    widths = {**dict.fromkeys(close, _HAIR), **dict.fromkeys(wide, _THIN)}
    for child, width in widths.items():
        space = ElementTree.Element(f"{_TAG}mspace", {"width": width})
        element.insert(list(element).index(child), space)


def _is_function(element: ElementTree.Element) -> bool:
    return "".join(element.itertext()) in _FUNCTIONS
