"""Curves, clouds and sheets: what is drawn is what was given, in files that any page can show."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image as Pixels

import schematic
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, Run, open_run, train
from schematic.training.live.axis_scale import choose_scale, linear_ticks, write_number
from schematic.training.live.cloud_drawing import draw_cloud, draw_histogram
from schematic.training.live.image_sheet import LONGEST, draw_sheet
from schematic.training.live.loss_drawing import POINTS, draw_losses
from schematic.training.live.panel import write_time
from schematic.training.live.sample_drawing import draw_run_samples

DATA = {"gan": "ring", "ada": "moons-rotated"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a short run of a shipped spec, without the pictures of its end."""

    @cache
    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp("runs") / name
        request = Request(data=DATA.get(name, "digits"), steps=12, batch=16)
        train(read(zoo()[name]), request, folder, pictures=False)
        return folder

    return make


@pytest.fixture
def opened(trained: Callable[[str], Path]) -> Callable[[str], Run]:
    """A short run of a shipped spec, opened."""
    return lambda name: open_run(trained(name))


def words(drawn: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def coloured_lines(drawn: str) -> list[list[tuple[float, float]]]:
    """The points of all lines in a colour of a curve."""
    lines = ElementTree.fromstring(drawn).iter(f"{SVG}polyline")
    return [
        [tuple(map(float, pair.split(","))) for pair in each.get("points", "").split()]  # type: ignore[misc]
        for each in lines
        if each.get("stroke-width") == "1.6"
    ]


def test_a_scale_is_logarithmic_where_losses_fall_by_orders_of_magnitude() -> None:
    log, linear = choose_scale([900.0, 30.0, 2.0]), choose_scale([0.7, 1.4])
    assert log.is_log and not linear.is_log
    assert not choose_scale([900.0, -2.0]).is_log
    assert log.place(900) == 1 and log.place(2) == 0 and log.place(30) > 0.4
    assert linear.place(1.05) == pytest.approx(0.5)
    flat = choose_scale([3.0, 3.0])
    assert 0 < flat.place(3.0) < 1


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-3.2, 5), (1e6, 1.1e6), (-2e-5, 1e-5), (1e18, 3e18), (1, 1e30)]
)
def test_ticks_are_few_round_and_within(low: float, high: float) -> None:
    room = 1e-8 * (high - low)
    for ticks in (linear_ticks(low, high), choose_scale([low, high]).ticks):
        assert 1 <= len(ticks) <= 12
        assert all(low - room <= tick <= high + room for tick in ticks)
    assert write_number(-0.25) == "−0.25" and write_number(20_000) == "20,000"


def test_each_player_has_a_curve_and_its_last_loss() -> None:
    curves = {"phi": [(10, 1.4), (20, 1.3)], "theta,eta": [(10, 0.7), (20, 0.6)]}
    drawn, width, height = draw_losses(curves, 20)
    assert {"player φ 1.3", "player θ,η 0.6", "step", "nats"} <= set(words(drawn))
    phi, theta = coloured_lines(drawn)
    assert phi[0][0] < phi[1][0] and phi[0][1] < phi[1][1] < theta[0][1] < theta[1][1]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in (*phi, *theta))


def test_many_players_are_named_in_rows() -> None:
    curves = {f"player_number_{k}": [(1, 1.0)] for k in range(6)}
    drawn, _, height = draw_losses(curves, 1)
    assert height > draw_losses({"phi": [(1, 1.0)]}, 1)[2]
    assert sum(word.startswith("player ") for word in words(drawn)) == 6


def test_a_curve_is_cut_where_a_loss_is_not_finite() -> None:
    curve = [(k, math.nan if k == 3 else float(k)) for k in range(1, 7)]
    assert [len(line) for line in coloured_lines(draw_losses({"phi": curve}, 6)[0])] == [2, 3]
    assert words(draw_losses({"phi": []}, 6)[0])


def test_a_long_curve_keeps_its_peaks() -> None:
    curve = [(k, 50.0 if k == 70_001 else 1.0 + k % 2) for k in range(100_000)]
    (line,) = coloured_lines(draw_losses({"phi": curve}, 100_000)[0])
    assert len(line) <= POINTS + 2
    assert min(y for _, y in line) == 30  # the top of the frame


def test_points_outside_of_the_frame_are_counted() -> None:
    data = np.array([[0.0, 0.0], [1.0, 1.0]])
    drawn = draw_cloud(data, np.array([[0.5, 0.5], [100.0, 0.0], [np.nan, 0.0]]))
    assert "samples, 2 of 3 outside" in words(drawn)
    paths = [each.get("d", "") for each in ElementTree.fromstring(drawn).iter(f"{SVG}path")]
    assert [path.count("M") for path in paths] == [2, 1]
    assert "samples" in words(draw_cloud(None, data))


def test_single_numbers_are_a_histogram() -> None:
    numbers = np.linspace(0, 1, 50)
    drawn = draw_histogram(numbers, np.append(numbers, 99.0))
    assert "samples, 1 of 51 outside" in words(drawn)
    assert len(coloured_lines(drawn)) == 2
    assert len(coloured_lines(draw_histogram(None, numbers))) == 1


def test_images_are_enlarged_by_a_whole_number_and_never_too_large() -> None:
    cells = np.zeros((2, 3, 1, 8, 8))
    cells[1, 2] = 1
    content, width, height = draw_sheet(cells)
    pixels = np.asarray(Pixels.open(io.BytesIO(content)))
    assert (width, height) == (pixels.shape[1], pixels.shape[0]) == (3 * 32 + 4, 2 * 32 + 2)
    assert pixels[0, 0, 0] == 0 and (pixels[-32:, -32:] == 255).all()
    large, width, height = draw_sheet(np.zeros((10, 10, 3, 128, 128)))
    assert width == height == LONGEST < Pixels.open(io.BytesIO(large)).width


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [("vae", "image/png", "samples"), ("gan", "image/svg+xml", "samples over data")],
)
def test_samples_of_a_run(opened: Callable[[str], Run], name: str, kind: str, told: str) -> None:
    image = draw_run_samples(opened(name))
    assert image is not None
    assert (image.kind, image.words) == (kind, told)


def test_rows_of_classes_are_told(opened: Callable[[str], Run]) -> None:
    image = draw_run_samples(opened("cvae"))
    assert image is not None
    assert image.words == "samples given c; rows: c = 0, c = 1, …, c = 9"


def test_a_classifier_has_no_samples(opened: Callable[[str], Run]) -> None:
    assert draw_run_samples(opened("ada")) is None


def test_a_run_is_its_pictures_and_facts(trained: Callable[[str], Path]) -> None:
    run = schematic.open_run(trained("vae"))
    shown = run._repr_html_()
    assert shown.count('<img src="data:image/svg+xml;base64,') == 2  # the schematic and the curve
    assert shown.count('<img src="data:image/png;base64,') == 1
    for fact in ("VAE on digits", "12 of 12, each of 16 examples", str(run.folder), "sgm evaluate"):
        assert fact in shown
    (run.folder / "log.csv").rename(run.folder / "log.kept")
    (run.folder / "log.csv").write_text("no log <b>\n", encoding="utf-8")
    try:
        assert "is damaged" in run._repr_html_()
    finally:
        (run.folder / "log.kept").replace(run.folder / "log.csv")


def test_a_picture_is_shown_and_saved(trained: Callable[[str], Path], tmp_path: Path) -> None:
    picture = schematic.open_run(trained("cvae")).picture(2, given={"c": 3})
    picture.save(tmp_path / "threes.png")
    assert (tmp_path / "threes.png").read_bytes() == picture._repr_png_() == picture.png
    assert Pixels.open(io.BytesIO(picture.png)).width > 50
    assert repr(picture).startswith("<Picture: PNG, ")


@pytest.mark.parametrize(
    ("seconds", "told"), [(2.34, "2.3 s"), (59.2, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_times_are_read(seconds: float, told: str) -> None:
    assert write_time(seconds) == told
