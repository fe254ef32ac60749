"""Hypothesis strategies: programs that parse, in any layout, and programs that are nearly right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

from tests.syntax.program_tokens import ODD, PROGRAMS, TOKEN, TOKENS

names = st.sampled_from(
    ["x", "z", "h1", "θ", "theta", "β_0", "ϑ", "x²", "变量", "_", "Normal", "cat"]
)
numbers = st.sampled_from(["0", "1", "28", "0.5", ".5", "-1", "+2", "1e-3", "4."])
reordering = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # refused, as controls are
visible = st.characters(exclude_characters=reordering, exclude_categories=["Cs", "Cc", "Zl", "Zp"])
comments = st.text(visible | st.just("\t"), max_size=20)
arrows = st.sampled_from(["->", "..>", "-|>", "..|>", "-!>", "..!>"])


def _listed(
    part: st.SearchStrategy[str], brackets: str, *, least: int = 1
) -> st.SearchStrategy[str]:
    """Some parts in brackets, separated by commas, with a `␣` wherever a line may end."""
    parts = st.lists(part, min_size=least, max_size=3)
    return parts.map(lambda found: f"{brackets[0]}␣{'␣,␣'.join(found)}␣{brackets[1]}")


indices = st.sampled_from(["t", "t-1", "t + 2", "3", "T", "θ"])
ranges = st.just("") | st.sampled_from([" for t in 1..T", " for t in 0 .. 4", " for θ in 2..T-1"])
copies = names | st.builds("{}[␣{}␣]".format, names, indices)
references = st.builds("{}␠[␣{}␣]".format, names, names) | st.builds(
    "{}[{}]␠[␣{}␣]".format, names, indices, names
)
settings = st.builds("{}␣=␣{}".format, names, names | numbers)
calls = st.builds(
    "{}{}".format, names, st.just("") | _listed(references | numbers | names, "()", least=0)
)
types = st.builds("{}{}".format, names, st.just("") | _listed(names | numbers, "[]"))
data = st.builds(
    "data{}{}".format,
    st.just("") | names.map(" by {}".format),
    st.just("") | st.builds(" when {} = {}".format, names, names),
)
laws = st.just("") | (data | calls).map("␠~␠{}".format)
nodes = st.builds(
    "{} {}␠:␠{}{}{}".format,
    st.sampled_from(["visible", "latent", "indicator"]),
    copies,
    types,
    laws,
    ranges,
)
labels = st.builds("indicator {}␠:␠{}".format, names, _listed(names, "{}"))
attributes = st.just("") | _listed(settings | names, "{}").map("␠{}".format)
factors = st.builds(
    "{}␠{}␠{}␠{}␠{}{}{}".format,
    st.lists(copies, min_size=1, max_size=3).map("␠,␠".join),
    arrows,
    copies,
    st.sampled_from(["~", "="]),
    references | calls,
    attributes,
    ranges,
)
nets = st.builds(
    "net {}␠=␠{}{}{}{}".format,
    copies,
    names,
    st.just("") | _listed(settings | numbers | names, "()", least=0),
    st.just("") | copies.map(" on {}".format),
    ranges,
)
models = st.builds("model {}{}".format, names, st.sampled_from(["", ' "a title, # 1"', '"":']))
lets = st.builds("let {}␠=␠{}".format, names, numbers)
trains = st.builds("train {}".format, names | st.just("wake-sleep"))
statements = (
    nodes | labels | factors | nets | models.map(lambda s: s.removesuffix(":")) | lets | trains
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A program that parses: statements and comments, with blanks wherever they may be."""
    blanks = st.sampled_from(["", " ", "  ", "\t", "\u00a0"])
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        text = "".join(_laid_out(draw, draw(statements), blanks))
        lines += [""] * draw(st.integers(0, 2))
        behind = f"#{draw(comments)}" if draw(st.booleans()) else ""
        lines.append(f"{draw(blanks)}{text}{draw(blanks)}{behind}")
        if draw(st.booleans()):
            lines.append(f"{draw(blanks)}#{draw(comments)}")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def _laid_out(draw: st.DrawFn, statement: str, blanks: st.SearchStrategy[str]) -> list[str]:
    """The statement with `␠` replaced by a blank, and `␣` by one that may end a line."""
    parts = re.split("([␠␣])", statement)
    return [_blank(draw, part, blanks) for part in parts]


def _blank(draw: st.DrawFn, part: str, blanks: st.SearchStrategy[str]) -> str:
    if part == "␠":
        return draw(blanks)
    if part != "␣":
        return part
    return draw(blanks | comments.map("  # {}\n    ".format) | st.just("\n    "))


@st.composite
def nearly_right(draw: st.DrawFn) -> str:
    """A program with some characters, tokens or lines dropped, doubled, swapped or replaced."""
    text = draw(st.sampled_from(PROGRAMS))
    for _ in range(draw(st.integers(1, 4))):
        cut = draw(st.sampled_from([list, TOKEN.findall, lambda t: t.splitlines(keepends=True)]))
        text = _changed(draw, cut(text))
    return text


def _changed(draw: st.DrawFn, parts: Sequence[str]) -> str:
    if not parts:
        return ""
    found = list(parts)
    at, other = (draw(st.integers(0, len(found) - 1)) for _ in range(2))
    match draw(st.sampled_from(["drop", "double", "swap", "replace", "insert"])):
        case "drop":
            del found[at]
        case "double":
            found.insert(at, found[at])
        case "swap":
            found[at], found[other] = found[other], found[at]
        case "replace":
            found[at] = draw(st.sampled_from(TOKENS + ODD))
        case _:
            found.insert(at, draw(st.sampled_from(TOKENS + ODD)))
    return "".join(found)
