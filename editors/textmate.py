"""The grammar's terminals and the tables of words → the TextMate grammar of the VS Code extension.

`python -m editors.textmate` writes it; `--check` says whether the file is what would be written.
TextMate colours line by line, so it tells words by what stands around them; the language server
knows what each name means, and colours over this.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from schematic.constructors import CONSTRUCTORS, ROWS
from schematic.families import FAMILIES, Kind
from schematic.graph.attributes import ATTRIBUTES, SPELLED
from schematic.syntax.parse import parser

FILE = Path(__file__).parent / "vscode" / "syntaxes" / "sgm.tmLanguage.json"
SCHEMA = "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json"
_STATEMENTS = ("model", "visible", "latent", "indicator", "net", "let", "train")


def grammar() -> dict[str, object]:
    """The TextMate grammar."""
    terminals = {terminal.name: terminal.pattern.to_regexp() for terminal in parser().terminals}
    (comment,) = (
        pattern
        for name in parser().ignore_tokens
        if (pattern := terminals[name]).startswith("#") or pattern.startswith(r"\#")
    )
    name = terminals["NAME"]
    words = {terminals[n] for n in terminals if terminals[n].isidentifier()}
    options = {*ROWS, *(set(ATTRIBUTES) - set(SPELLED)), "sum"}
    arrows = _signs(terminals["ARROW"])
    patterns = [
        _match("comment.line.number-sign.sgm", comment),
        _match("string.quoted.double.sgm", terminals["STRING"]),
        _match("invalid.illegal.unclosed-string.sgm", '"[^"\\n]*$'),
        _match("keyword.operator.arrow.red.sgm", _any_of(a for a in arrows if "!" in a)),
        _match("keyword.operator.arrow.sgm", _any_of(a for a in arrows if "!" not in a)),
        _match("keyword.operator.exchange.sgm", re.escape("<->")),
        _behind("keyword.control.sgm", r"^\s*", _STATEMENTS),
        _match("keyword.other.sgm", rf"\b({'|'.join(sorted(words - set(_STATEMENTS)))})\b"),
        _behind("storage.type.sgm", r"(?<=:)\s*", {k.value for k in Kind} - words),
        _match("support.class.family.sgm", rf"\b({'|'.join(sorted(FAMILIES))})\b"),
        _behind("support.function.constructor.sgm", r"(?<==)\s*", CONSTRUCTORS),
        _match(
            "entity.other.attribute-name.sgm",
            rf"(?<=[{{,(\s])\b({'|'.join(sorted(options))})\b(?=\s*[=,}}])",
        ),
        _match("variable.parameter.group.sgm", rf"(?<=\[){name}(?=\](?!\s*\[))"),
        _match("constant.numeric.sgm", rf"(?<!\w){terminals['NUMBER']}"),
        _match("variable.other.sgm", rf"{terminals['HYPHENATED']}|{name}"),
        _match("keyword.operator.sgm", r"[=~:|+-]|\.\."),
        _match("punctuation.section.sgm", r"[\[\](){}]"),
        _match("punctuation.separator.sgm", ","),
    ]
    return {
        "$schema": SCHEMA,
        "name": "Schematic",
        "scopeName": "source.sgm",
        "fileTypes": ["sgm"],
        "patterns": patterns,
    }


def _match(scope: str, pattern: str) -> dict[str, object]:
    """A rule."""
    return {"name": scope, "match": pattern}


def _behind(scope: str, before: str, words: Iterable[str]) -> dict[str, object]:
    """A rule for one of some words behind something that has no scope of its own."""
    return {
        "match": rf"{before}\b({'|'.join(sorted(words))})\b",
        "captures": {"1": {"name": scope}},
    }


def _signs(pattern: str) -> list[str]:
    """The signs that a terminal is one of, as they are written."""
    inner = pattern.removeprefix("(?:").removesuffix(")")
    found = [re.sub(r"\\(.)", r"\1", sign) for sign in re.split(r"(?<!\\)\|", inner)]
    return sorted(found, key=len, reverse=True)


def _any_of(signs: Iterable[str]) -> str:
    return "|".join(re.escape(sign) for sign in signs)


def text() -> str:
    """The file, as it is written."""
    return json.dumps(grammar(), ensure_ascii=False, indent=2) + "\n"


def main(words: list[str]) -> int:
    """Write the file, or compare it."""
    if "--check" in words:
        current = FILE.exists() and FILE.read_text(encoding="utf-8") == text()
        if not current:
            print(f"{FILE} is out of date: python -m editors.textmate", file=sys.stderr)
        return 0 if current else 1
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
