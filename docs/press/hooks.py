"""What mkdocs asks while it makes the site: which pages there are, and what each becomes.

README.md is the front page, and SECURITY.md a page of its own; the decisions get a list, the
references a page. Formulas become MathML, and everything the site needs lies in its own folder.
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
from docs.press.fence import keep_languages, write_html
from docs.press.inline import keep_options, link_decisions, name_pages, title_of
from docs.press.live_page import FOLDER, with_live_page
from docs.press.mathml import typeset
from docs.press.navigation import write_navigation
from docs.press.notebooks.file import read_notebook
from docs.press.notebooks.page import write_page as write_lecture
from docs.press.places import BIBLIOGRAPHY, DOCS, ROOT

BUILT_PAGE = ROOT / "build" / "page"
MATH_FONT = "STIXTwoMath-Regular.ttf"
MADE = {"index.md", "security.md", "decisions/index.md", "references.md"}


def on_config(config: Any) -> Any:
    """Colour the language, and put the pages that exist in order."""
    fences = [{"name": "sgm", "class": "sgm", "format": write_html}]
    config.mdx_configs["pymdownx.superfences"] = {"custom_fences": fences}
    config.nav = write_navigation(MADE)
    return config


def _decisions() -> list[str]:
    return [f"decisions/{path.name}" for path in sorted((DOCS / "decisions").glob("0*.md"))]


def on_files(files: Any, config: Any) -> Any:
    """Add what is made here: the front page, the lists, the font of the formulas."""
    for made in (
        File.generated(config, "index.md", content=_front()),
        File.generated(config, "security.md", content=_security()),
        File.generated(config, "decisions/index.md", content=_list_of_decisions()),
        File.generated(config, "references.md", content=write_page(_entries())),
        File.generated(config, f"press/{MATH_FONT}", abs_src_path=str(_font())),
    ):
        files.append(made)
    return files


def on_post_build(config: Any) -> None:
    """Take the page that runs without a server along, where `make page` has built it."""
    if _is_built():
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
    text = name_pages((ROOT / "README.md").read_text(encoding="utf-8"), ROOT)
    text = text.replace("](docs/decisions/)", "](decisions/index.md)")
    text = text.replace("](SECURITY.md)", "](security.md)")
    return with_live_page(text.replace("](docs/", "](").replace('="docs/', '="'), _is_built())


def _is_built() -> bool:
    return (BUILT_PAGE / "index.html").is_file()


def _security() -> str:
    """SECURITY.md as a page of the site."""
    text = name_pages((ROOT / "SECURITY.md").read_text(encoding="utf-8"), ROOT)
    return text.replace("](docs/", "](")


def _list_of_decisions() -> str:
    rows = (f"* [{title_of(DOCS / page)}]({Path(page).name})" for page in _decisions())
    about = "Each decision has a question, a choice, and what was given up for it."
    return "\n".join(["# Decisions", "", about, "", *rows])


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Open fences as the site's Markdown wants, name pages, and write the cells of a lecture."""
    notebook = Path(page.file.abs_src_path).with_suffix(".ipynb") if page.file.src_dir else None
    if notebook is not None and notebook.is_file():
        return write_lecture(read_notebook(notebook), notebook.name)
    if page.file.src_uri.startswith("decisions/"):
        markdown = link_decisions(markdown, [Path(name).name for name in _decisions()])
    folder = DOCS / Path(page.file.src_uri).parent
    return keep_languages(name_pages(markdown, folder))


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Typeset the formulas, link the keys of papers, and let pictures be opened."""
    up = "../" * page.file.src_uri.count("/")
    linked = link_keys(_bars(typeset(html)), f"{up}references.html", _entries())
    return _with_large_pictures(keep_options(linked))


def _with_large_pictures(html: str) -> str:
    """A picture that is no link leads to itself: on a narrow page it is too small to be read."""

    def linked(found: re.Match[str]) -> str:
        opening, picture, address = found.groups()
        return found[0] if opening else f'<a class="picture" href="{address}">{picture}</a>'

    return re.sub(r'(<a [^>]*>\s*)?(<img [^>]*src="([^":]+)"[^>]*>)', linked, html)


def _bars(html: str) -> str:
    """An escaped bar in the code of a table is a bar, as it is elsewhere."""
    return re.sub(r"<td.*?</td>", lambda cell: cell[0].replace(r"\|", "|"), html)
