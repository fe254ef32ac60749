"""CSV files → features and labels; cells that are no numbers → their line and column."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from schematic.data import DataError, load

SHARED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 4))


def _table(path, text: str):
    path.write_text(text, encoding="utf-8")
    return load(path, held_out=0).train[""]


@pytest.mark.slow
@SHARED
@given(values=hnp.arrays(np.float32, SHAPES, elements=FINITE), header=st.booleans())
def test_round_trip(tmp_path, values, header: bool) -> None:
    names = [",".join(f"c{column}" for column in range(values.shape[1]))] if header else []
    rows = [",".join(repr(float(value)) for value in row) for row in values]
    table = _table(tmp_path / "a.csv", "\n".join(names + rows) + "\n")
    assert set(table) == {"features"}
    assert np.array_equal(table["features"], values)


@pytest.mark.parametrize("name", ["label", "labels", "class", "target", " Label "])
def test_label_column(tmp_path, name: str) -> None:
    table = _table(tmp_path / "a.csv", f"width,{name},height\n1,0,2\n3,1.0,4\n")
    assert table["features"].tolist() == [[1, 2], [3, 4]]
    assert table["labels"].tolist() == [0, 1] and table["labels"].dtype == np.int64


def test_label_column_before_pixels_named_by_numbers(tmp_path) -> None:
    table = _table(tmp_path / "a.csv", "label,0,1\n7,0.5,1\n8,0,1\n")
    assert table["labels"].tolist() == [7, 8]
    assert table["features"].tolist() == [[0.5, 1], [0, 1]]


def test_target_that_is_not_whole_is_a_feature(tmp_path) -> None:
    table = _table(tmp_path / "a.csv", "x,target\n1,0.5\n2,1\n")
    assert table["features"].tolist() == [[1, 0.5], [2, 1]]
    assert set(table) == {"features"}


def test_labels_alone(tmp_path) -> None:
    assert set(_table(tmp_path / "a.csv", "label\n1\n2\n")) == {"labels"}


def test_windows_file_with_mark_and_blank_lines(tmp_path) -> None:
    path = tmp_path / "a.CSV"
    path.write_bytes('\ufeff"a b",c\r\n\r\n1, 2\r\n\r\n3,4\r\n\r\n'.encode())
    assert load(path, held_out=0).train[""]["features"].tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_other_signs_between_cells(tmp_path, sign: str, word: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"a, b";c;label\n1.5;2;0\n3;4;1\n'.replace(";", sign))
    data = load(path, held_out=0)
    assert data.train[""]["features"].tolist() == [[1.5, 2], [3, 4]]
    assert data.headers == {"features": ("a, b", "c"), "labels": ("label",)}
    assert data.notes == (f"cells are separated by {word}",)
    path.rename(path.with_suffix(".tsv"))
    assert load(path.with_suffix(".tsv"), held_out=0).headers["features"] == ("a, b", "c")


def test_words_become_classes_in_order(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("size,kind\n1,cat\n2,\n3,ant\n4,cat\n")
    data = load(path, held_out=0)
    assert data.train[""]["labels"].tolist() == [1, -1, 0, 1]
    assert data.train[""]["features"].tolist() == [[1], [2], [3], [4]]
    assert data.classes == {"labels": ("ant", "cat")}
    assert data.notes == ("'kind' is taken for the labels: it holds words",)


def test_several_columns_of_words_keep_their_names(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("size,kind,home\n1,cat,b\n2,ant,a\n")
    data = load(path, held_out=0)
    assert set(data.train[""]) == {"features", "kind", "home"}
    assert data.classes == {"kind": ("ant", "cat"), "home": ("a", "b")}
    path.write_text("size,kind,class\n1,cat,b\n2,ant,a\n")
    assert set(load(path, held_out=0).train[""]) == {"features", "kind", "labels"}


def test_what_is_taken_for_names_is_told(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("0,1,2\n5,6,7\n8,9,9.5\n")
    counted = load(path, held_out=0)
    assert counted.train[""]["features"].tolist() == [[5, 6, 7], [8, 9, 9.5]]
    assert "the first row, 0, 1, 2, …, is taken for the names" in counted.notes[0]
    path.write_text("5,6,7\n8,9,9.5\n")
    assert load(path, held_out=0).notes == ("there are no names of columns in the first row",)


def test_a_target_that_is_no_label_is_told(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("x,target\n1,0.5\n2,1\n")
    (note,) = load(tmp_path / "a.csv", held_out=0).notes
    assert note == "'target' is no label: its numbers are not whole"


def test_numbers_are_the_same_however_a_table_is_read(tmp_path, rng) -> None:
    lines = [f"{a!r},{b!r}" for a, b in rng.normal(size=(500, 2)).tolist()]
    quick = _table(tmp_path / "a.csv", "\n".join(["a,b", *lines]))["features"]
    slow = _table(tmp_path / "b.csv", "\n".join(["a,b,kind", *(f"{line},x" for line in lines)]))
    assert np.array_equal(quick, slow["features"])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a,b\n1,2\n3,x\n", "a.csv, line 3, column 2 ('b'): 'x' is no finite number"),
        ("1,2\n\n3,\n", "a.csv, line 3, column 2: the value is missing"),
        ("1,2\nnan,3\n", "a.csv, line 2, column 1: 'nan' is no finite number"),
        ("1,2\n3,inf\n", "a.csv, line 2, column 2: 'inf' is no finite number"),
        ("1,oops\n3,4\n", "line 2, column 2: '4' is a number where line 1 has 'oops'"),
        ("a,b\n1,\n3,4\n", "line 2, column 2 ('b'): the value is missing"),
        ("a,b\n1,\n2,\n", "line 2, column 2 ('b'): the value is missing"),
        ("a;b\n1,5;2\n", "line 2, column 1 ('a'): '1,5' has a comma in a number"),
        ('a,b\n"1,234",2\n', "line 2, column 1 ('a'): '1,234' has a comma in a number"),
        ("a,b\n1_000,2\n3,4\n", "line 3, column 1 ('a'): '3' is a number where line 2"),
        ("features,b,c\nx,y,1\n", "column 'features' holds words"),
        ("a,b\n1,2\n3\n", "a.csv, line 3 has 1 cells where the first row has 2"),
        (",a\n0,1\n1,2\n", "line 1, column 1: the column has no name"),
        ("label,Class\n0,1\n", "label and Class both name the labels"),
        ("a,b\n", "has a header but no examples"),
        ("\n\n", "a.csv is empty"),
        ("1,2\n3,1e39\n", "column 'features', row 1 (from 0): 1e+39 is not a finite 32-bit"),
        (f"1,2\n{'x' * 100_000},2\n", "xxx…' is no finite number"),
        (f"1,2\n{'x' * 1_000_000},2\n", "after line 1: field larger than field limit"),
        (f"1,2\n{'x' * 10_000_000},2\n", "line 2 has more than 4,194,304 characters"),
        ("1,2\n" + '"\n",' * 2_000_000, "has more than 4,194,304 characters"),
    ],
)
def test_errors_name_their_place(tmp_path, text: str, part: str, refuses) -> None:
    with refuses(part):
        _table(tmp_path / "a.csv", text)


def test_text_in_another_encoding(tmp_path, refuses) -> None:
    (tmp_path / "a.csv").write_bytes("größe,x\n1,2\n".encode("latin-1"))
    with refuses("not UTF-8 text", cure="UTF-8"):
        load(tmp_path / "a.csv")


@SHARED
@given(st.binary(max_size=60))
def test_any_bytes_load_or_are_refused(tmp_path, raw: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(raw)
    try:
        load(tmp_path / "a.csv")
    except DataError as error:
        assert "a.csv" in error.message
