"""A statement written as in a paper → the finding that names the line to write instead.

Papers give a law without a role, a type or an arrow: `z ~ N(0, I)`, `x ~ p(x|z)`, `x = G(z)`. What
is meant is nearly always clear, so the finding writes it down, with the type from the node's own
line where there is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import closest
from schematic.families import FAMILIES, Kind
from schematic.syntax import syntax_findings as errors

LONGEST_LAW = 400
LONGEST_SEARCH = 10_000

_NAME = r"[^\W\d]\w*"
_LAW = re.compile(rf"(?P<node>{_NAME})\s*(?P<sign>[~=])\s*(?P<value>.+)", re.DOTALL)
_HEAD = re.compile(
    rf"(?P<law>[pqPQ]\w*)\s*\(\s*(?P<node>{_NAME})\s*(?:\|(?P<given>[^()|]*))?\)\s*"
    r"(?:[~=:]\s*(?P<value>.+))?",
    re.DOTALL,
)
_CONDITIONAL = re.compile(rf"(?P<law>{_NAME})\s*\(\s*{_NAME}\s*\|(?P<given>[^()|]*)\)")
_MAP = re.compile(rf"(?P<net>{_NAME})\s*(?:\[[^\]]*\])?\s*\((?P<given>[^()]*)\)")
_NET = re.compile(rf"{_NAME}\s*\[\s*{_NAME}\s*\]")
_FAMILY = re.compile(rf"(?P<family>{_NAME})\s*(?:\((?P<numbers>[^()]*)\))?")
_NUMBER = re.compile(r"[+-]?[\d.][\w.+-]*")
_LET = re.compile(rf"^[ \t]*let\s+({_NAME})", re.MULTILINE)
_DATA = re.compile(r"data|(?:p_?data|p\(\s*data\s*\)|𝒟|D)\b", re.IGNORECASE)
_DECLARED = re.compile(
    rf"^[ \t]*(?P<role>visible|latent|indicator)\s+(?P<node>{_NAME})\s*:\s*"
    r"(?P<type>[^~#\n]*?)\s*(?:~\s*(?P<law>[^#\n]*?))?\s*(?:#.*)?$",
    re.MULTILINE,
)
_SHORT = {"N": "Normal", "Gaussian": "Normal", "U": "Uniform", "B": "Bernoulli"}
_FIRST = (Kind.REAL, Kind.BINARY, Kind.CAT, Kind.UNIT)
"""The kinds that are advised first, where a family is for several."""


@dataclass(frozen=True)
class Declared:
    """What the line of a node says: its role, its type as written, and its law, or ""."""

    role: str
    type: str
    law: str


def explain_law(text: str, statement: Span) -> Diagnostic | None:
    """What to write instead of a statement that gives a law as a paper does; None for any other."""
    written = text[statement.start : min(statement.end, statement.start + LONGEST_LAW)]
    found = _HEAD.fullmatch(written) or _LAW.fullmatch(written)
    if found is None:
        return None
    node, value = found["node"], (found["value"] or "").strip()
    if found.re is _HEAD:
        drawn = _drawn(node, found["law"], found["given"] or "", value)
        cause, cure = drawn if found["given"] else _own_law(text, node, value or "Normal(0, 1)")
    else:
        cause, cure = _meant(text, node, found["sign"], value)
    return errors.as_in_a_paper(statement, cause, cure)


def _meant(text: str, node: str, sign: str, value: str) -> tuple[str, str]:
    """Why a law cannot stand there, and what to write."""
    conditional = _CONDITIONAL.fullmatch(value)
    if conditional is not None:
        return _drawn(node, conditional["law"], conditional["given"], "")
    if _NET.search(value) or sign == "=":
        return _computed(text, node, sign, value)
    return _own_law(text, node, value)


# What depends on other nodes


def _drawn(node: str, law: str, given: str, value: str) -> tuple[str, str]:
    """The arrow of a conditional distribution: p generates, q infers."""
    parents = ", ".join(re.findall(_NAME, given)) or "z"
    infers = law[:1] in "qQ"
    arrow, net = ("..>", "E[η]") if infers else ("->", "G[θ]")
    law = value if _NET.search(value) else net
    return _BY_ARROW.format(node), f"write `{parents} {arrow} {node} ~ {law}`"


def _computed(text: str, node: str, sign: str, value: str) -> tuple[str, str]:
    """The arrow of a net's value, or of a distribution that a net gives."""
    arguments = _MAP.fullmatch(value)
    named = re.findall(_NAME, arguments["given"]) if arguments else []
    is_law = arguments is not None and arguments["net"] in FAMILIES
    net = _NET.search(value)
    law = (
        value if is_law else net.group() if net else f"{arguments['net'] if arguments else 'G'}[θ]"
    )
    parents = [] if is_law else named
    shown = ", ".join(parents) or _other_than(text, node)
    arrow = "->" if sign == "~" or is_law else "..|>"
    return _BY_ARROW.format(node), f"write `{shown} {arrow} {node} {sign} {law}`"


_BY_ARROW = "an arrow says what `{}` depends on"


def _other_than(text: str, node: str) -> str:
    """A node that an arrow may start from: another that is declared, a latent one first."""
    others = [(line.role != "latent", name) for name, line in _declared(text).items()]
    return min((other for other in others if other[1] != node), default=(True, "z"))[1]


# A node's own law


def _own_law(text: str, node: str, value: str) -> tuple[str, str]:
    """The line of a node, with its law behind its type."""
    is_data = _DATA.match(value) is not None
    line = _declared(text).get(node)
    if line is None:
        type_, law = ("unit", "data") if is_data else _typed(text, value)
        role = "visible" if is_data else "latent"
        cause = "a line that gives a law declares its node, with a role and a type"
        return cause, f"write `{role} {node} : {type_} ~ {law}`"
    if line.role == "indicator":
        return f"the labels of `{node}` are equally probable", "remove this line"
    if line.law:
        return f"the line of `{node}` gives its law, `~ {line.law}`", "remove this line"
    law = "data" if is_data or line.role == "visible" else _typed(text, value)[1]
    role = "visible" if is_data else line.role
    cause = f"the law of `{node}` stands in the line that declares it"
    return cause, f"write `{role} {node} : {line.type} ~ {law}` there, and remove this line"


def _typed(text: str, value: str) -> tuple[str, str]:
    """A type that goes with a law, and the law in our words; Normal where it is unknown."""
    found = _FAMILY.fullmatch(unicodedata.normalize("NFKC", value))
    name, written = (found["family"], found["numbers"] or "") if found else ("Normal", "")
    name = _SHORT.get(name, name)
    family = FAMILIES[closest(name, FAMILIES) or "Normal"]
    numbers = [_as_number(text, number.strip()) for number in written.split(",")]
    if len(numbers) != len(family.defaults) or not all(numbers):
        numbers = [f"{number:g}" for number in family.defaults]
    kind = next(kind for kind in (*_FIRST, *Kind) if kind in family.kinds)
    type_ = "cat[10]" if kind is Kind.CAT else f"{kind.value}[8]"
    return type_, f"{family.name}({', '.join(numbers)})" if numbers else family.name


def _as_number(text: str, written: str) -> str:
    """A number, or the name of one; the identity matrix is a scale of 1; "" for anything else."""
    if written == "I":
        return "1"
    is_named = written in _LET.findall(text[:LONGEST_SEARCH])
    return written if is_named or _NUMBER.fullmatch(written) else ""


@lru_cache(maxsize=1)
def _declared(text: str) -> Mapping[str, Declared]:
    """The lines of a text that declare nodes, by the node's name as written."""
    return {
        found["node"]: Declared(found["role"], found["type"], found["law"] or "")
        for found in _DECLARED.finditer(text)
    }
