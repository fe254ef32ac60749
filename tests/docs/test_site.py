"""The site: formulas, colours, and, where the extra `docs` is installed, as in `dev`, all of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
from pygments.token import Error, Keyword, Token

from docs.press.fence import keep_languages
from docs.press.inline import keep_options, link_decisions, name_pages
from docs.press.live_page import FOLDER, with_live_page
from docs.press.places import DOCS, ROOT, pages
from schematic.resources import zoo
from schematic.syntax.pygments_lexer import SgmLexer
from tests.docs.markdown import prose

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.DOTALL)
needs_latex = pytest.mark.skipif(not find_spec("latex2mathml"), reason="the extra `docs`")
needs_mkdocs = pytest.mark.skipif(
    not (find_spec("mkdocs") and find_spec("material") and find_spec("ziamath")),
    reason="the extra `docs`",
)


@pytest.mark.parametrize("name", zoo())
def test_colours_cover_the_language(name: str) -> None:
    text = zoo()[name].read_text(encoding="utf-8")
    tokens = list(SgmLexer().get_tokens(text))
    assert "".join(value for _, value in tokens) == text
    assert Error not in {kind for kind, _ in tokens}
    assert (Keyword, "model") in tokens
    red = {value for kind, value in tokens if kind is Token.Operator.Red}
    assert red == set(re.findall(r"-!>|\.\.!>", text))


@pytest.mark.parametrize("is_built", [True, False])
def test_the_live_page_stands_on_the_front_page_before_the_first_spec(is_built: bool) -> None:
    front = (ROOT / "README.md").read_text(encoding="utf-8")
    made = with_live_page(front, is_built)
    block = made[len(front.partition("```sgm")[0]) : made.index("```sgm")]
    assert made.replace(block, "") == front
    named = re.findall(r'(?:src|href|data-live)="([^"?]+)', block)
    live = [place for place in named if place.startswith(f"{FOLDER}/")]
    others = [DOCS / place.replace(".html", ".md") for place in named if place not in live]
    assert bool(live) == is_built and all(place.is_file() for place in others)


@needs_latex
@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.stem)
def test_formulas_become_mathml(page: Path) -> None:
    from docs.press.mathml import write_mathml

    for display, inline in FORMULA.findall(prose(page.read_text(encoding="utf-8"))):
        shown = re.sub(r"<[^>]*>", "", write_mathml(display or inline, "block"))
        assert "\\" not in shown
        assert "&" not in shown.replace("&lt;", "").replace("&gt;", "")


@needs_latex
def test_formulas_are_set_as_on_paper() -> None:
    from docs.press.mathml import typeset

    page = typeset(r'<p><span class="arithmatex">\(\mathbb E_{p}\log p(y{=}1)\)</span></p>')
    assert "𝔼" in page
    assert page.count("<mspace") == 2
    assert "arithmatex" not in page


@needs_latex
def test_bars_signs_and_stops_stand_where_they_belong() -> None:
    from docs.press.mathml import typeset, write_mathml

    norm = write_mathml(r"\mathcal{L}[ -\lVert x \rVert^2 ]", "block")
    assert re.findall(r'<mo stretchy="false" form="(\w+)">‖', norm) == ["prefix", "postfix"]
    assert '<mo form="prefix">−' in norm
    assert "ℒ" in norm
    page = typeset(
        r'(<span class="arithmatex">\(x\)</span>), <span class="arithmatex">\(y\)</span> z'
    )
    assert re.sub(r"<math.*?</math>", "𝑥", page) == '<span class="whole">(𝑥),</span> 𝑥 z'


def test_decisions_are_linked_and_options_stay_whole() -> None:
    files = ["0007-a.md", "0028-b.md"]
    page = "See decision 28, [decision 7](0007-a.md) and decision 9."
    assert link_decisions(page, files) == (
        "See [decision 28](0028-b.md), [decision 7](0007-a.md) and decision 9."
    )
    html = "<code>--fraction 0.1</code> <code>x - y</code> <pre><code>--steps</code></pre>"
    assert keep_options(html).startswith('<code class="whole">--fraction 0.1</code> <code>x')


def test_links_have_titles_of_pages_as_names() -> None:
    readme = (
        "[docs/faq.md](docs/faq.md#x), [docs/notebooks/](docs/notebooks/index.md) or [it](a.md)"
    )
    assert name_pages(readme, ROOT) == (
        "[Questions](docs/faq.md#x), [Notebooks](docs/notebooks/index.md) or [it](a.md)"
    )
    assert name_pages("[docs/decisions/](docs/decisions/)", ROOT) == "[Decisions](docs/decisions/)"
    assert name_pages("[scale.md](scale.md)", DOCS) == "[Scale](scale.md)"


def test_what_can_be_moved_sideways_shows_it() -> None:
    """A box has shadows that stay, and grounds that move along and hide them at either end."""
    style = (DOCS / "press" / "style.css").read_text(encoding="utf-8")
    (rule,) = re.findall(r"([^}]*){\s*--ground: var\(--md-default-bg-color\);\s*--shade", style)
    moved = (".formula", ".long", ".output", ".md-typeset__scrollwrap", "pre > code")
    assert [kind for kind in moved if kind not in rule] == []
    shadows = re.findall(r"linear-gradient\(.*?\)\)? (local|scroll) (left|right)", style)
    assert shadows == [(k, side) for k in ("local", "scroll") for side in ("left", "right")]


def test_subscripts_that_are_words_are_upright() -> None:
    """As derived formulas have them: the law of the data is p with an upright index."""
    italic = re.compile(r"_\{[a-z]{3,}\}")
    found = {
        page.name: words
        for page in pages()
        for formula in FORMULA.findall(prose(page.read_text(encoding="utf-8")))
        if (words := italic.findall("".join(formula)))
    }
    assert found == {}


def test_signs_that_browsers_set_apart_stand_close_and_letters_are_characters() -> None:
    from docs.press.mathml import write_mathml

    shown = write_mathml(r"\mathcal N, \mathcal{L}, |\det\partial z/\partial u|", "inline")
    assert "𝒩" in shown and "ℒ" in shown and "mathvariant" not in shown
    for sign in ("|", "/", "det", "∂"):
        spaces = re.findall(rf"<mo([^>]*)>{re.escape(sign)}</mo>", shown)
        assert spaces and all('lspace="0.05em"' in each for each in spaces), sign


def test_wide_formulas_have_room_above_and_below() -> None:
    """What is moved sideways is cut at its box, and a fraction is taller than its line."""
    style = (DOCS / "press" / "style.css").read_text(encoding="utf-8")
    for kind in (".md-typeset .long", ".formula"):
        (rule,) = re.findall(rf"^{re.escape(kind)} {{(.*?)}}", style, re.MULTILINE | re.DOTALL)
        assert "overflow-x: auto" in rule
        assert re.search(r"padding: 0\.3\d*(?:em|rem) 0;", rule)


def test_a_fence_is_opened_by_its_language_alone() -> None:
    """What the site's Markdown would not see as a fence is none after `keep_languages`."""
    assert keep_languages("```sgm fragment\nz -> x\n```") == "```sgm\nz -> x\n```"
    for page in (ROOT / "README.md", *DOCS.rglob("*.md")):
        text = keep_languages(page.read_text(encoding="utf-8"))
        fences = re.findall(r"^ *```.*$", text, re.MULTILINE)
        assert len(fences) % 2 == 0, page
        assert [line for line in fences[::2] if not re.fullmatch(r" *```\w*", line)] == [], page
        assert [line for line in fences[1::2] if line.strip() != "```"] == [], page


def test_what_checks_the_project_builds_the_site() -> None:
    """So the site is never skipped in `make check`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "schematic[docs]" in project["optional-dependencies"]["dev"]


@pytest.mark.slow
@needs_mkdocs
def test_the_site_is_whole_and_needs_no_network(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    build = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True)
    assert build.returncode == 0, build.stderr
    for page in tmp_path.rglob("*.html"):
        if page.name == "404.html":  # is for a server, and links from its root
            continue
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe)[^>]*src=\"([^\"]+)\"", text)
        loaded += re.findall(r"<link[^>]*rel=\"stylesheet\"[^>]*href=\"([^\"]+)\"", text)
        assert [address for address in loaded if re.match(r"(?:[a-z]+:)?//", address)] == []
        assert 'class="arithmatex"' not in text
        for opening in re.findall(r"(<[^>]*>)\s*<img [^>]*src=\"[^\":]+\"", text):
            assert opening.startswith("<a "), (page, opening)
        shown = re.sub(r"<[^>]+>", "", _bare(text))
        assert not re.search(r"```|\$\$|<!--|\]\(|\\\(|\\&lt;", shown), page
        assert not re.search(r"<p>\s*\||^\s*\|\s*---", _bare(text), re.MULTILINE), page
        assert not re.search(r"^(?:<p>)?\* ", _bare(text), re.MULTILINE), (
            page
        )  # a list in a paragraph
        source = DOCS / page.relative_to(tmp_path).with_suffix(".md")
        if source.is_file():
            headings = re.findall(r"^#+ ", prose(source.read_text(encoding="utf-8")), re.MULTILINE)
            assert len(re.findall(r"<h[1-6] id=", text)) >= len(headings), page
        for target, anchor in re.findall(r"(?:href|src)=\"([^\":#]*)(?:#([^\"]+))?\"", _bare(text)):
            found = (page.parent / unquote(target)).resolve() if target else page
            assert found.exists(), (page, target)
            if anchor and found.suffix == ".html":
                assert f'id="{unquote(anchor)}"' in found.read_text(encoding="utf-8"), (
                    page,
                    anchor,
                )
    assert (tmp_path / "search" / "search_index.js").is_file()


def _bare(page: str) -> str:
    """A page of the site without its code."""
    return re.sub(r"<(pre|code|script)\b.*?</\1>", "", page, flags=re.DOTALL)
