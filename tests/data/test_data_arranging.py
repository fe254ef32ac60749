"""Columns that a node names by their header, and domains that are folders, → as the model asks."""

import numpy as np
import pytest
from PIL import Image

from schematic.data import Port, bind, describe, load

T = Port("t", "cat", (), 2, column="kind")
X = Port("x", "real", None)
TABLE = "size,kind,age\n1,cat,5\n2,ant,6\n3,cat,7\n4,ant,8\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    return path


def test_words_are_named_by_their_header(table) -> None:
    ports = (X, T)
    data = load(table, held_out=0, ports=ports)
    feed = bind(data, ports, split="train")
    assert feed.columns["t", ""].tolist() == [1, 0, 1, 0]
    assert feed.columns["x", ""].tolist() == [[1, 5], [2, 6], [3, 7], [4, 8]]
    assert describe(data, ports, {}) == (
        f"{table}: 4 rows of 2 numbers (size, age) in [1, 8] as x, 2 classes (ant, cat) as t, "
        "none held out; 'kind' is taken for the labels: it holds words"
    ).replace("rows", "points")


def test_a_number_is_taken_out_of_the_others(table) -> None:
    ports = (X, Port("a", "real", None, column="age"))
    data = load(table, held_out=0, ports=ports)
    feed = bind(data, ports, split="train")
    assert feed.columns["a", ""].tolist() == [[5], [6], [7], [8]]
    assert feed.columns["x", ""].tolist() == [[1], [2], [3], [4]]
    classes = load(table, held_out=0, ports=(X, Port("a", "cat", (), column="age")))
    assert classes.train[""]["age"].dtype == np.int64


def test_headers_that_are_none_or_several(table, refuses) -> None:
    ports = (X, Port("a", "real", None, column="height"))
    data = load(table, held_out=0, ports=ports)
    with refuses("'height'", "is not there"):
        bind(data, ports, split="train")
    table.write_text("age,age\n1,2\n3,4\n")
    with refuses("has 2 columns called 'age'", cure="rename"):
        load(table, held_out=0, ports=(Port("a", "real", None, column="age"),))


def test_folders_are_domains_where_a_model_asks_for_them(tmp_path) -> None:
    for index, name in enumerate(("source", "source", "target")):
        (tmp_path / name).mkdir(exist_ok=True)
        Image.fromarray(np.full((4, 4), index, np.uint8)).save(tmp_path / name / f"{index}.png")
    plain = load(tmp_path, held_out=0, ports=(X,))
    assert plain.train[""]["labels"].tolist() == [0, 0, 1]
    port = Port("x", "unit", None, domains=("target", "source"))
    data = load(tmp_path, held_out=0, ports=(port,))
    assert {name: len(part["features"]) for name, part in data.train.items()} == {
        "source": 2,
        "target": 1,
    }
    assert describe(data, (port,), {}) == (
        f"{tmp_path}: target: 1 image 1×4×4 in [0, 1] as x, none held out; source: 2 images 1×4×4 "
        "in [0, 1] as x, none held out; pixels of 8 bits, divided by 255; the folders are domains, "
        "not classes"
    )
