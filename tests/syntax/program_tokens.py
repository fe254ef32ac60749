"""The programs of the tests, and what they are made of: what nearly right programs are cut from."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PROGRAMS = [
    path.read_text(encoding="utf-8")
    for folder in ("pipeline/good", "checks/bad")
    for path in sorted((TESTS / folder).glob("*.sgm"))
]
TOKEN = re.compile(r'"[^"\n]*"|\.\.[|!]?>|-[|!]?>|\w+|\n|[^\S\n]+|\S')
TOKENS = sorted({token for text in PROGRAMS for token in TOKEN.findall(text)})
ODD = [
    ";",
    "；",
    "（",
    "）",
    "，",
    "：",
    "～",
    "＃",
    "“",
    "”",
    "'",
    "−",
    "６４",
    "=",
    "~",
    "p(x|z)",
    "N(0, I)",
]
ODD += ["1e400", "1e39", "-0", "18446744073709551616", "1e3", "z ~ Normal(0, 1)\n", "x = G(z)\n"]
ODD += ["1e9999", "9" * 40, "½", "ﷺ", "\0", "\r", "\ufeff", "\u200b", "\ud800", "train wake-sleep"]
