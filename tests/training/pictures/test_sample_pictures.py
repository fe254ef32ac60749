"""What samples.png shows follows from what a model samples given what."""

from dataclasses import replace

import numpy as np
import pytest

from schematic.data import Feed
from schematic.training.pictures import sample_pictures
from schematic.training.pictures.kinds import reconstructions
from schematic.training.pictures.kinds.model_samples import picture_of_model, samples_to_show
from schematic.training.pictures.sample_pictures import shades
from tests.training.players import with_examples
from tests.training.sampling.conftest import Begun, begun, copy_class, folders

__all__ = ["begun", "folders"]


def test_each_class_has_a_row(begun: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    run = begun("cgan")
    copy_class(run)
    seen: list[tuple[np.ndarray, list[str]]] = []
    monkeypatch.setattr(
        sample_pictures, "image_table", lambda cells, title, rows: seen.append((cells, rows))
    )
    picture_of_model(run)
    cells, rows = seen[0]
    assert rows == [f"c = {k}" for k in range(10)]
    shown = cells.reshape(10, 10, 64)[:, :, :10].argmax(-1)
    assert (shown == np.arange(10)[:, None]).all()
    inner = cells.reshape(10, 10, 64)[:, :, 20:23]
    assert np.allclose(inner, inner[:1])  # latents are alike in a column
    assert len(np.unique(inner[0, :, 0])) == 10


def test_images_that_are_given_stand_above_their_samples(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(
        sample_pictures, "image_table", lambda cells, title, rows: seen.append(rows)
    )
    picture_of_model(begun("pix"))
    assert seen == [["given upper", "lower"]]


def test_shades_come_from_the_range_of_the_data(begun: Begun) -> None:
    run = begun("cgan")
    column = np.linspace(-1, 1, 64, dtype=np.float32).reshape(1, 1, 8, 8)
    setup = with_examples(run.setup, test=Feed({("x", ""): column}, {}))
    found = shades(replace(run, setup=setup), "x", np.array([-1.0, 0.0, 1.0]))
    assert found.tolist() == [0, 0.5, 1]
    scaled = replace(run.setup, config=replace(run.setup.config, scales={"x": (0.0, 255.0)}))
    assert shades(replace(run, setup=scaled), "x", np.array([255.0])).tolist() == [1]


def test_pictures_of_a_model_are_alike(begun: Begun) -> None:
    first, second = (samples_to_show(begun("cvae")) for _ in range(2))
    assert first is not None and second is not None
    assert np.array_equal(first.values, second.values)


def test_conditional_models_show_reconstructions(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, seen = begun("cvae"), list[dict[str, np.ndarray]]()
    copy_class(run)
    monkeypatch.setattr(reconstructions, "image_rows", lambda rows, title: seen.append(rows))
    reconstructions.draw_reconstructions(run)
    assert run.setup.test is not None
    classes = run.setup.test.columns["c", ""][:12]
    shown = seen[0]["reconstruction"].reshape(12, 64)[:, :10].argmax(1)
    assert np.array_equal(shown, classes)
    assert np.array_equal(seen[0]["data"], run.setup.test.columns["x", ""][:12])
