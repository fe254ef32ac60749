"""The notebooks run from the first cell to the last, and show what their files hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docs.press.notebooks.execute import blank, execute
from docs.press.notebooks.file import read_notebook, write_notebook
from docs.press.notebooks.page import write_page
from docs.press.notebooks.source import Cell, read_cells
from docs.press.notebooks.stale import differences
from docs.press.places import NOTEBOOKS, lectures

LECTURES = list(lectures())
RENEW = "`make notebooks` executes it anew"
ADDED = ("execution_count", "outputs")
PAGE = """# Title

Text.

```python
1 + 1
```

```sgm m raises
model M
```

```sgm fragment
z -> x
```

## Section

<details>
<summary>Solution</summary>

```python
2
```

</details>
"""


def _texts(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _plain(notebook: dict[str, object]) -> list[object]:
    """The cells of a notebook without what running them adds."""
    return [
        {key: value for key, value in cell.items() if key not in ADDED}
        for cell in notebook["cells"]  # type: ignore[attr-defined]
    ]


def test_cells_are_fences() -> None:
    title, code, spec, fragment, section = read_cells(PAGE)
    assert title == Cell("# Title\n\nText.")
    assert code == Cell("1 + 1", is_code=True)
    assert spec == Cell("%%sgm m\nmodel M", is_code=True, raises=True)
    assert "z -> x" in fragment.text
    assert "Solution" in section.text
    assert not section.is_code


def test_solutions_are_cells_where_they_are_run() -> None:
    assert Cell("2", is_code=True) in read_cells(PAGE, solutions=True)


def test_a_file_holds_the_notebook(tmp_path: Path) -> None:
    notebook = blank(read_cells(PAGE))
    data = {"text/html": "<b>\n</b>", "application/json": {"a": [1]}}
    notebook["cells"][1]["outputs"] = [{"output_type": "display_data", "data": data}]
    write_notebook(notebook, tmp_path / "a.ipynb")
    assert read_notebook(tmp_path / "a.ipynb") == notebook


def test_numbers_may_differ_and_words_may_not() -> None:
    def shows(text: str) -> dict[str, object]:
        notebook = blank([Cell("a", is_code=True)])
        output = {"output_type": "stream", "name": "stdout", "text": text}
        notebook["cells"][0]["outputs"] = [output]
        return notebook

    assert list(differences(shows("loss  1.25"), shows("loss −12.3e-05"))) == []
    assert len(list(differences(shows("loss 1"), shows("gain 1")))) == 1
    assert len(list(differences(shows("loss 1"), blank([Cell("a", is_code=True)])))) == 1


@pytest.mark.parametrize("page", LECTURES, ids=lambda page: page.stem)
def test_notebooks_hold_the_cells_of_their_texts(page: Path) -> None:
    kept = read_notebook(page.with_suffix(".ipynb"))
    assert _plain(kept) == _plain(blank(read_cells(_texts(page)))), RENEW


@pytest.mark.parametrize("page", LECTURES, ids=lambda page: page.stem)
def test_pages_show_each_cell(page: Path) -> None:
    kept = read_notebook(page.with_suffix(".ipynb"))
    cells = [cell for cell in kept["cells"] if cell["cell_type"] == "code"]
    shown = write_page(kept, "a.ipynb")
    assert shown.count('<div class="cell">') == len(cells)
    assert shown.count('<div class="output') == sum(len(cell["outputs"]) for cell in cells)


def test_the_list_names_every_notebook() -> None:
    index = _texts(NOTEBOOKS / "index.md")
    assert [page.name for page in LECTURES if f"]({page.name})" not in index] == []


@pytest.mark.slow
@pytest.mark.parametrize("page", LECTURES, ids=lambda page: page.stem)
@pytest.mark.filterwarnings("ignore")
def test_notebooks_run(page: Path) -> None:
    """Every cell, and the code of every solution."""
    pytest.importorskip("nbclient", reason="the extra `dev`")
    pytest.importorskip("ipykernel", reason="the extra `dev`")
    made = execute(read_cells(_texts(page), solutions=True))
    kept = read_notebook(page.with_suffix(".ipynb"))
    assert list(differences(kept, made)) == [], RENEW


def test_a_picture_is_one_text_in_the_file_and_a_drawing_has_lines(tmp_path: Path) -> None:
    data = {"image/png": "iVBO\n", "image/svg+xml": "<svg>\n</svg>", "text/plain": "a\nb"}
    cell = {"source": "", "outputs": [{"data": data}]}
    file = tmp_path / "a.ipynb"
    write_notebook({"cells": [cell]}, file)
    (written,) = json.loads(file.read_text(encoding="utf-8"))["cells"][0]["outputs"]
    assert written["data"]["image/png"] == "iVBO\n"
    assert written["data"]["image/svg+xml"] == ["<svg>\n", "</svg>"]
    assert read_notebook(file)["cells"][0]["outputs"] == [{"data": data}]
