"""What mkdocs asks while it makes the site: which pages there are, and what each becomes.

README.md is the front page, and SECURITY.md a page of its own; the decisions get a list, the
references a page. Blocks are filled by the code once more, formulas become MathML, and everything
the site needs lies in its own folder.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

sys.path.insert(0, str(Path(__file__).parents[2]))

from docs.press.bibliography import link_keys, read_entries, write_page
from docs.press.blocks import fill
from docs.press.cards import is_card
from docs.press.fence import keep_languages, write_html
from docs.press.live_page import FOLDER, with_live_page
from docs.press.makers import MAKERS
from docs.press.mathml import typeset
from docs.press.places import BIBLIOGRAPHY, DOCS, GALLERY, ROOT
from schematic.resources import zoo

NAVIGATION = (
    ("Start", "index.md"),
    ("Tutorial", "tutorial.md"),
    ("Questions", "faq.md"),
    ("Language", "language.md"),
    ("The page", "page.md"),
    ("The page on your machine", "play.md"),
    ("Figures", "figures.md"),
    ("Commands", "commands.md"),
    ("Editors", "editors.md"),
    ("Preparing data", "preparing-data.md"),
    ("Theory", "theory.md"),
    (
        "Gallery",
        tuple(
            f"gallery/{name}.md"
            for name in (
                *("index", "ae", "vae", "gan", "infogan", "infogan-code"),
                *("aae", "aavae", "ada", "helmholtz"),
                *(name for name in zoo() if is_card(GALLERY / f"{name}.md")),
            )
        ),
    ),
    ("Samples", "samples.md"),
    ("Rewrites", "rewrites.md"),
    ("Proof", "verify.md"),
    ("Audit", "audit.md"),
    ("Reliability", "reliability.md"),
    ("Your own data", "data.md"),
    ("Evaluation", "evaluation.md"),
    ("Results", "results.md"),
    ("Performance", "performance.md"),
    ("Your own nets", "own-nets.md"),
    ("Training", "training.md"),
    ("Scale", "scale.md"),
    ("Peers", "peers.md"),
    ("Glossary", "glossary.md"),
    ("Security", "security.md"),
    ("Architecture", "architecture.md"),
    ("Extending", "extending.md"),
)  # what is there of it; pages that it does not name follow
BUILT_PAGE = ROOT / "build" / "page"
MATH_FONT = "STIXTwoMath-Regular.ttf"
MADE = {"index.md", "security.md", "decisions/index.md", "references.md"}


def on_config(config: Any) -> Any:
    """Colour the language, and put the pages that exist in order."""
    fences = [{"name": "sgm", "class": "sgm", "format": write_html}]
    config.mdx_configs["pymdownx.superfences"] = {"custom_fences": fences}
    named = {page for _, place in NAVIGATION for page in _tuple(place)}
    found = (path.relative_to(DOCS).as_posix() for path in sorted(DOCS.glob("*.md")))
    config.nav = [
        *(entry for title, place in NAVIGATION for entry in _entry(title, place)),
        *({_title(DOCS / page): page} for page in found if page not in named),
        {"Decisions": "decisions/index.md"},
        {"References": "references.md"},
    ]
    return config


def _tuple(place: Any) -> tuple[str, ...]:
    return place if isinstance(place, tuple) else (place,)


def _entry(title: str, place: Any) -> list[dict[str, Any]]:
    """One line of the navigation, if its pages are there."""
    there = [page for page in _tuple(place) if page in MADE or (DOCS / page).is_file()]
    if not there:
        return []
    return [{title: there if isinstance(place, tuple) else there[0]}]


def _decisions() -> list[str]:
    return [f"decisions/{path.name}" for path in sorted((DOCS / "decisions").glob("0*.md"))]


def _title(path: Path) -> str:
    """The first heading of a page."""
    first = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return first[1] if first else path.stem


def on_files(files: Any, config: Any) -> Any:
    """Add what is made here: the front page, the lists, the font of the formulas."""
    for made in (
        File.generated(config, "index.md", content=_front()),
        File.generated(config, "security.md", abs_src_path=str(ROOT / "SECURITY.md")),
        File.generated(config, "decisions/index.md", content=_list_of_decisions()),
        File.generated(config, "references.md", content=write_page(_entries())),
        File.generated(config, f"press/{MATH_FONT}", abs_src_path=str(_font())),
    ):
        files.append(made)
    return files


def on_post_build(config: Any) -> None:
    """Take the page that runs without a server along, where `make page` has built it."""
    if (BUILT_PAGE / "index.html").is_file():
        shutil.copytree(BUILT_PAGE, Path(config.site_dir) / FOLDER, dirs_exist_ok=True)


def _font() -> Path:
    """The font of the formulas, in a package that is found without being imported."""
    package = find_spec("ziamath")
    assert package is not None, "pip install '.[docs]'"
    assert package.origin is not None
    return Path(package.origin).parent / "fonts" / MATH_FONT


def _entries() -> Any:
    return read_entries(BIBLIOGRAPHY.read_text(encoding="utf-8"))


def _front() -> str:
    """README.md as a page of the site."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"\[docs/(\w+)(?:\.md|/)\]\(", r"[\1](", text)
    text = text.replace("](docs/decisions/)", "](decisions/index.md)")
    text = text.replace("](SECURITY.md)", "](security.md)")
    text = text.replace("](docs/", "](").replace('="docs/', '="')
    return with_live_page(text) if (BUILT_PAGE / "index.html").is_file() else text


def _list_of_decisions() -> str:
    rows = (f"* [{_title(DOCS / page)}]({Path(page).name})" for page in _decisions())
    return "\n".join(["# Decisions", "", "Question, choice, and what was given up.", "", *rows])


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill the blocks, so that the site shows what the code prints today."""
    filled = fill(markdown, MAKERS) if page.file.src_uri.startswith("gallery/") else markdown
    return keep_languages(filled)


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Typeset the formulas and link the keys of papers."""
    up = "../" * page.file.src_uri.count("/")
    return link_keys(_bars(typeset(html)), f"{up}references.html", _entries())


def _bars(html: str) -> str:
    """An escaped bar in the code of a table is a bar, as it is elsewhere."""
    return re.sub(r"<td.*?</td>", lambda cell: cell[0].replace(r"\|", "|"), html)
