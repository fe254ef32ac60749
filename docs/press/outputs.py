"""Words of a block → a command and what it prints, whole or in part.

    <!-- output sgm derive gan -->                all that it prints
    <!-- output sgm derive gan / θ trains -->     the paragraphs in which that is found
    <!-- output sgm derive gan // ^ +cut -->      the lines in which that is found
    <!-- rows gan eq. 6 -->                       those rows of the receipt of `sgm verify gan`

What is wanted is a regular expression, in which spaces count once. Findings are printed too. A
command runs in a folder of its own, which holds the specs of docs/examples and nothing else.
"""

from __future__ import annotations

import re
import shutil
import tempfile

from docs.press.blocks import fence
from docs.press.places import EXAMPLES, GALLERY
from docs.press.runs import within
from docs.press.sessions import all_printed

_PARTS = re.compile(r"(.*?)(?: (//?) (.*))?")
_RECEIPT = re.compile(r"^\$ sgm verify \S+\n\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def make_output(*words: str) -> str:
    """A command behind its prompt, and what it prints.

    Args:
        words: of the command; behind a `/` or a `//`, what to find in paragraphs or lines.
    """
    command, slash, wanted = _PARTS.fullmatch(" ".join(words)).groups(default="")
    between = "\n" if slash == "//" else "\n\n"
    text = _run(command).strip("\n")
    if wanted:
        kept = [part.strip("\n") for part in text.split(between) if re.search(wanted, part)]
        if not kept:
            message = f"`{command}` prints nothing of {wanted!r}"
            raise ValueError(message)
        text = between.join(kept)
    return fence("console", f"$ {command}\n{text}")


def make_rows(name: str, *wanted: str) -> str:
    """Rows of a receipt: of the one on the chapter of the spec, or of a new one where it has none.

    Args:
        name: of a spec of the zoo.
        wanted: words that the row has.
    """
    from docs.press.makers import make_receipt

    page = (GALLERY / f"{name}.md").read_text(encoding="utf-8")
    printed = _RECEIPT.search(page) or _RECEIPT.search(make_receipt(name))
    assert printed is not None
    rows = [row for row in printed["text"].splitlines() if " ".join(wanted) in row]
    if not rows:
        message = f"the receipt of {name} has no row with {' '.join(wanted)!r}"
        raise ValueError(message)
    return fence("console", "\n".join((f"$ sgm verify {name}", *rows)))


def _run(command: str) -> str:
    with tempfile.TemporaryDirectory() as folder, within(folder):
        for spec in EXAMPLES.glob("*.sgm"):
            shutil.copy(spec, folder)
        return all_printed(command)
