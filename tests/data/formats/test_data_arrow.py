"""Files of Parquet and Arrow: numbers, lists, images; in memory and streamed; refused as needed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from schematic.data import DataError, Port, bind, load
from schematic.data import bounds as limits
from schematic.data.lazy_column import LazyColumn

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (7, 4, 5, 3)).astype(np.uint8)


def png(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "png")
    return stream.getvalue()


IMAGES = [{"bytes": png(pixels), "path": "a.png"} for pixels in PIXELS]
COLUMNS: dict[str, Any] = {
    "image": IMAGES,
    "label": [0, 1, 2, 0, 1, 2, 0],
    "caption": list("abcdefg"),
}


def write(path: Path, columns: Any, form: str = "parquet") -> Path:
    path.parent.mkdir(exist_ok=True)
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    if form == "parquet":
        parquet.write_table(table, path, row_group_size=3)
    else:
        new = pa.ipc.new_stream if form == "stream" else pa.ipc.new_file
        with pa.OSFile(str(path), "wb") as sink, new(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=3)
    return path


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("form", ["parquet", "stream", "archive"])
def test_images_and_classes_go_to_their_nodes(form: str, stream: bool, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{'parquet' if form == 'parquet' else 'arrow'}", COLUMNS, form)
    data = load(path, held_out=0, stream=stream)
    feed = bind(data, [Port("x", "unit", None), Port("t", "cat", ())], split="train")
    x = feed.columns["x", ""]
    assert isinstance(x, LazyColumn) == stream
    assert np.array_equal(x[:], np.moveaxis(PIXELS, 3, 1) / np.float32(255))
    assert feed.columns["t", ""].tolist() == COLUMNS["label"]  # type: ignore[union-attr]
    assert set(data.train[""]) == {"image", "label"}


@pytest.mark.parametrize("stream", [False, True])
def test_lists_of_lists_are_arrays_and_what_is_missing_is_nan(stream: bool, tmp_path: Path) -> None:
    values = RNG.random((7, 2, 3))
    fixed = pa.FixedSizeListArray.from_arrays(values.reshape(-1), 6)
    bytes_ = (values[:, 0] * 255).astype(np.uint8)
    table = pa.table(
        {
            "a": values.tolist(),
            "b": fixed,
            "c": pa.array(bytes_.tolist(), pa.list_(pa.uint8())),
            "d": [0.5, None] + [1.0] * 5,
        }
    )
    found = load(write(tmp_path / "a.parquet", table), held_out=0, stream=stream).train[""]
    assert np.array_equal(found["a"][:], values.astype(np.float32))
    assert np.array_equal(found["b"][:], values.reshape(7, 6).astype(np.float32))
    assert np.array_equal(found["c"][:], bytes_.astype(np.float32))
    assert np.isnan(found["d"][:]).tolist() == [False, True] + [False] * 5


def test_files_of_a_folder_are_split_by_their_names(tmp_path: Path) -> None:
    for name, value in (("train-00001", 2.0), ("train-00000", 1.0), ("validation-00000", 3.0)):
        write(tmp_path / "all" / f"{name}.parquet", {"x": [[value, value]]})
    data = load(tmp_path / "all")
    assert data.train[""]["x"].tolist() == [[1, 1], [2, 2]]  # type: ignore[union-attr]
    assert data.test[""]["x"].tolist() == [[3, 3]]  # type: ignore[union-attr]


BAD = {
    "column 'x', from row 0 on: lists have several lengths": {"x": [[1.0], [1.0, 2.0]]},
    "column 'x', row 1 (from 0) is missing": {"x": [IMAGES[0], {"bytes": None, "path": "b.png"}]},
    "column 'x', row 1 (from 0) cannot be read as an image": {"x": [IMAGES[0]["bytes"], b"no"]},
    "row 1 (from 0) is 5×3 pixels": {"x": [png(PIXELS[0]), png(PIXELS[1][:3])]},
    "holds no columns of numbers or images": {"x": ["a", "b"]},
    "row 1 (from 0): inf is not a finite": {"x": [[1.0, 2.0], [1.0, np.inf]]},
}


@pytest.mark.parametrize("said", BAD)
def test_what_cannot_be_used_is_named(said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(write(tmp_path / "a.parquet", BAD[said]))
    assert said in str(caught.value)
    assert caught.value.cure


def test_damaged_files_are_named(tmp_path: Path) -> None:
    for form, name in (("parquet", "a.parquet"), ("stream", "a.arrow"), ("archive", "b.arrow")):
        path = write(tmp_path / name, COLUMNS, form)
        path.write_bytes(path.read_bytes()[:200])
        with pytest.raises(DataError, match=f"{name} cannot be read as a table of Arrow"):
            load(path)


def test_files_have_the_same_columns(tmp_path: Path) -> None:
    write(tmp_path / "all" / "0.parquet", {"x": [1.0, 2.0], "y": [1.0, 2.0]})
    write(tmp_path / "all" / "1.parquet", {"x": [1.0, 2.0]})
    with pytest.raises(DataError, match=r"1\.parquet has no column 'y'"):
        load(tmp_path / "all")


def test_a_file_that_unpacks_to_very_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"x": np.zeros(200_000)}), path)
    assert len(load(path).train[""]["x"]) == 180_000
    monkeypatch.setattr(limits, "FREELY", 1_000)
    monkeypatch.setattr(limits, "MOST_DENSE", 2)
    with pytest.raises(DataError, match="over 2 times as much"):
        load(path)


@pytest.mark.parametrize("stream", [False, True])
def test_images_of_unlike_sizes_are_brought_to_one(stream: bool, tmp_path: Path) -> None:
    """Encoded ones are changed when they are decoded; those that are lists, as arrays are."""
    unlike = [png(RNG.integers(0, 256, (4 + n, 9 - n, 3)).astype(np.uint8)) for n in range(4)]
    masks = RNG.random((4, 1, 6, 6))
    path = write(tmp_path / "a.parquet", {"image": unlike, "mask": masks.tolist()})
    with pytest.raises(DataError, match="--resize"):
        load(path, held_out=0, stream=stream)
    resize = {"resize": "3"}
    data = load(path, held_out=0, stream=stream, preparing=resize)
    found = data.train[""]
    assert isinstance(found["image"], LazyColumn) == stream
    assert found["mask"].shape == (4, 1, 3, 3)
    assert "images are " in " ".join(data.notes)
    for number, content in enumerate(unlike):
        alone = tmp_path / str(number) / "a.png"
        alone.parent.mkdir()
        alone.write_bytes(content)
        same = load(alone.parent, held_out=0, preparing=resize).train[""]["features"]
        assert np.array_equal(found["image"][number : number + 1], same)
