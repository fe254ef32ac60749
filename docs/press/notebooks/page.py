"""A lecture in Markdown and its notebook → a page of the site: each cell with what it shows."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from schematic.syntax.pygments_lexer import SgmLexer

_MAGIC = re.compile(r"%%sgm .*\n")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_PICTURES = {"image/svg+xml": "svg+xml", "image/png": "png"}


def write_page(notebook: Mapping[str, Any], file: str) -> str:
    """The page in Markdown, with HTML for the cells.

    Args:
        notebook: with its outputs.
        file: the name of its file, beside the page.
    """
    first, *cells = notebook["cells"]
    title, _, rest = first["source"].partition("\n")
    link = f'<p class="notebook">This page is a notebook: <a href="{file}">{file}</a>.</p>'
    parts = [title, link, rest]
    for cell in cells:
        parts += _code(cell) if cell["cell_type"] == "code" else [cell["source"]]
    return "\n\n".join(parts).replace("<details>", '<details markdown="1">')


def _code(cell: Mapping[str, Any]) -> Iterator[str]:
    yield f'<div class="cell">{_coloured(cell["source"])}</div>'
    for output in cell["outputs"]:
        yield _output(output)


def _coloured(source: str) -> str:
    """The code of a cell; that of `%%sgm` in the colours of the language."""
    magic = _MAGIC.match(source)
    lexer = SgmLexer() if magic else PythonLexer()
    code = highlight(source[magic.end() if magic else 0 :], lexer, HtmlFormatter(nowrap=True))
    first = f'<span class="k">{escape(magic[0])}</span>' if magic else ""
    return f'<div class="highlight"><pre><code>{_one_block(first + code)}</code></pre></div>'


def _output(output: Mapping[str, Any]) -> str:
    """What a cell shows, in the richest form that the page has."""
    kind = output["output_type"]
    if kind == "stream":
        return _text(output["text"])
    if kind == "error":
        return _text("\n".join(output["traceback"]), "error")
    data = output["data"]
    if "text/html" in data:
        return f'<div class="output">{_one_block(data["text/html"])}</div>'
    if "text/markdown" in data:
        return f'<div class="output" markdown="1">\n\n{_lowered(data["text/markdown"])}\n\n</div>'
    for mime, form in _PICTURES.items():
        if mime in data:
            return _picture(data[mime], form, data.get("text/plain", ""))
    return _text(data["text/plain"])


def _picture(content: str, form: str, words: str) -> str:
    """A picture that lies in the page."""
    is_text = form == "svg+xml"
    encoded = base64.b64encode(content.encode()).decode() if is_text else content.replace("\n", "")
    source = f"data:image/{form};base64,{encoded}"
    return f'<div class="output"><img alt="{escape(words)}" src="{source}"></div>'


def _text(text: str, kind: str = "text") -> str:
    shown = _one_block(escape(_COLOUR.sub("", text).rstrip()))
    return f'<div class="output {kind}"><pre><code>{shown}</code></pre></div>'


def _one_block(html: str) -> str:
    """HTML without empty lines, at which Markdown would end the block."""
    return re.sub(r"\n(?=\s*\n)", "\n&#8203;", html)


def _lowered(markdown: str) -> str:
    """Markdown whose headings are set as strong lines: they are none of the page."""
    return re.sub(r"^#+ (.+)$", r"**\1**", markdown, flags=re.MULTILINE)
