"""The workshop tells exactly what was touched, and refuses what would hide a change."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop


def test_rows_and_files_are_reported(workshop: Workshop) -> None:
    workshop.add("specs/mine.sgm", "model Mine\n\nvisible x : unit ~ data\n")
    workshop.add_row("specs/gan.sgm", after="net G", row="# a comment\n# and another")
    assert workshop.touched() == ["specs/gan.sgm", "specs/mine.sgm"]
    assert workshop.report() == (
        "changed    2 lines  specs/gan.sgm\nnew        3 lines  specs/mine.sgm"
    )


def test_a_file_that_is_there_is_not_written_over(workshop: Workshop) -> None:
    with pytest.raises(FileExistsError):
        workshop.add("specs/gan.sgm", "")
    with pytest.raises(AssertionError, match="has 0 lines with 'no such text'"):
        workshop.add_row("specs/gan.sgm", after="no such text", row="")
    with pytest.raises(AssertionError, match="has 'net ' 2 times, not once"):
        workshop.change("specs/gan.sgm", "net ", "")


def test_new_and_edited_files_are_told_apart(workshop: Workshop) -> None:
    workshop.extend("neyman")
    workshop.change("specs/gan.sgm", "Goodfellow", "Ian Goodfellow")
    assert "schematic/prices/neyman.py" in workshop.touched()
    assert "comparison.py" not in workshop.touched()
    assert workshop.edited() == ["specs/gan.sgm"]


def test_programs_run_the_copy(workshop: Workshop) -> None:
    found = workshop.python("import schematic; print(schematic.__file__)")
    assert found.strip() == str(workshop.folder / "schematic" / "__init__.py")
    with pytest.raises(AssertionError, match="status 1"):
        workshop.python("raise SystemExit(1)")
