"""The zoo is found in its groups, wherever they lie, and each name is there once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from schematic import resources
from schematic.resources import FIRST_GROUP, folder, zoo, zoo_groups

PROJECT = Path(__file__).parents[1]
FIRST = ("aae", "aavae", "ada", "ae", "gan", "helmholtz", "infogan", "infogan-code", "vae")


def test_every_spec_of_the_folder_is_in_the_zoo_once() -> None:
    files = sorted(path.stem for path in (PROJECT / "specs").rglob("*.sgm"))
    assert sorted(zoo()) == files
    assert len(set(files)) == len(files)


def test_a_group_is_a_folder() -> None:
    groups = zoo_groups()
    assert next(iter(groups)) == FIRST_GROUP
    assert set(FIRST) <= set(groups[FIRST_GROUP])
    folders = {path.parent.name.replace("-", " ") for path in (PROJECT / "specs").glob("*/*.sgm")}
    assert set(groups) == {FIRST_GROUP, *folders}
    assert all((PROJECT / "specs" / f"{name}.sgm").is_file() for name in FIRST)


def test_groups_are_found_in_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("b.sgm", "late-work/d.sgm", "late-work/c.sgm", "empty/readme.txt"):
            archive.writestr(f"specs/{name}", "model M\n")
    place = zipfile.Path(tmp_path / "a.zip", "specs/")
    monkeypatch.setattr(resources, "folder", lambda _: place)
    found = {title: list(specs) for title, specs in zoo_groups().items()}
    assert found == {FIRST_GROUP: ["b"], "late work": ["c", "d"]}
    assert list(zoo()) == ["b", "c", "d"]


def test_an_installation_without_specs_is_told() -> None:
    with pytest.raises(FileNotFoundError, match="install it again"):
        folder("no-such-folder")
