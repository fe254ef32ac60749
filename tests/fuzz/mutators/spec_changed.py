"""A spec → another one that is nearly right: its lines, arrows, names, numbers and braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from schematic.resources import zoo
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.parts_changed import changed_text
from tests.syntax.program_tokens import ODD, PROGRAMS, TOKEN, TOKENS

ARROWS = ("->", "..>", "-|>", "..|>", "-!>", "..!>")
ARROW = re.compile(r"\.\.[|!]?>|-[|!]?>")
NAME = re.compile(r"[^\W\d]\w*")
NUMBER = re.compile(r"(?<![\w.])[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
BRACES = re.compile(r"\{[^{}\n]*\}")
NAMES = (
    *("x", "z", "y", "θ", "theta", "h_1", "x²", "变量", "_", "__", "__class__", "class", "len"),
    *("self", "torch", "forward", "nn", "lambda", "None", "data", "by", "net", "batch", "loss"),
    *("ﬁ", "ﬀ", "𝐱", "ℓ", "Normal", "mlp", "y_fake", "x_real", "e" * 300, "ά", "x̂", "ϑ", "ϕ"),
)
NUMBERS = (
    *(
        "0",
        "1",
        "2",
        "-1",
        "+2",
        "0.5",
        ".5",
        "4.",
        "1e3",
        "1e-3",
        "1e18",
        "1e19",
        "1e-18",
        "1e400",
    ),
    *("-0", "-0.0", "1e-400", "9" * 18, "9" * 40, "2147483648", "9223372036854775808", "1e39"),
)
TITLES = (
    '"<&>"',
    '"\\\\"',
    '"%$#_^{}~"',
    '"]]>"',
    '"\\n"',
    '"𝔊 ΑΩ"',
    '"`|;"',
    '"\u202e\u0007"',
    '""',
)
BLANKS = (
    "\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "\n\n",
    "\u00a0",
    "\ufeff",
    "\u2028",
    " # a\n",
    "\f",
    "\0",
)

Change = Callable[[str, Random], str]


@cache
def specs() -> tuple[str, ...]:
    """The specs of the zoo, and the programs of the tests, good and bad."""
    return (*(path.read_text(encoding="utf-8") for path in zoo().values()), *PROGRAMS)


@cache
def _lines() -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in specs() for line in text.splitlines(keepends=True)))


@cache
def _braces() -> tuple[str, ...]:
    return tuple(sorted({found for text in specs() for found in BRACES.findall(text)}))


def spec_seeds() -> list[bytes]:
    """The specs as bytes."""
    return [text.encode() for text in specs()]


def spec_lines() -> list[bytes]:
    """Their lines as bytes."""
    return [line.encode() for line in _lines()]


def changed_spec(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Some changes of a spec; now and then of its bytes."""
    if dice.random() < 0.05:
        return changed_bytes(data, dice, others)
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(dice.choice((1, 1, 2, 3, 5))):
        text = dice.choice(CHANGES)(text, dice)
    return text.encode("utf-8", "surrogatepass" if "\ud800" in text else "surrogateescape")


def gently_changed_spec(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Changes after which many specs are still right: names and titles first."""
    text = data.decode("utf-8", "replace")
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        text = dice.choice(GENTLE)(text, dice)
    return text.encode("utf-8", "replace")


def _tokens(text: str, dice: Random) -> str:
    return changed_text(text, dice, (*TOKENS, *ODD), TOKEN.findall)


def _letters(text: str, dice: Random) -> str:
    return changed_text(text, dice, (*ODD, *BLANKS, *"()[]{}#\"'\\;|"))


def _whole_lines(text: str, dice: Random) -> str:
    return changed_text(text, dice, _lines(), lambda text: text.splitlines(keepends=True))


def _arrow(text: str, dice: Random) -> str:
    return _one(ARROW, text, dice, lambda _: dice.choice(ARROWS))


def _number(text: str, dice: Random) -> str:
    return _one(NUMBER, text, dice, lambda _: dice.choice(NUMBERS))


def _attributes(text: str, dice: Random) -> str:
    """Braces from elsewhere, in place of some or at the end of a line; or its parts shuffled."""
    if dice.random() < 0.3:
        return _one(BRACES, text, dice, lambda found: _shuffled(found, dice))
    if dice.random() < 0.4 and BRACES.search(text):
        return _one(BRACES, text, dice, lambda _: dice.choice(_braces()))
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    lines[at] += " " + dice.choice(_braces())
    return "\n".join(lines)


def _shuffled(braces: str, dice: Random) -> str:
    parts = braces[1:-1].split(",")
    dice.shuffle(parts)
    return f"{{{','.join(parts)}}}"


def _rename(text: str, dice: Random) -> str:
    """One name by another one, wherever it stands."""
    names = sorted(set(NAME.findall(text)))
    if not names:
        return text
    old, new = dice.choice(names), dice.choice(NAMES)
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def _title(text: str, dice: Random) -> str:
    name = dice.choice(("M", "GAN", *NAMES))
    return f"model {name} {dice.choice(TITLES)}\n" + re.sub(r"(?m)^model.*\n", "", text)


def _blank(text: str, dice: Random) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(BLANKS) * dice.choice((1, 1, 2, 20)) + text[at:]


def _nested(text: str, dice: Random) -> str:
    """Brackets in brackets, closed or not."""
    deep, sign = dice.choice((1, 3, 60, 400)), dice.choice(("()", "[]", "{}", "(]"))
    at = dice.randint(0, len(text))
    closed = sign[1] * deep if dice.random() < 0.5 else ""
    return text[:at] + sign[0] * deep + closed + text[at:]


def _one(pattern: re.Pattern[str], text: str, dice: Random, make: Callable[[str], str]) -> str:
    """One place where a pattern fits, written anew."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    place = dice.choice(found)
    return text[: place.start()] + make(place.group()) + text[place.end() :]


LINES: tuple[Change, ...] = (_number, _attributes, _arrow, _whole_lines)
CHANGES: tuple[Change, ...] = (_tokens, _tokens, _letters, _rename, _title, _blank, _nested, *LINES)
GENTLE: tuple[Change, ...] = (_rename, _rename, _rename, _rename, _title, _title, _blank, *LINES)
