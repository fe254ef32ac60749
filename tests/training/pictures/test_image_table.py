"""Pictures show each image as it is: every pixel sharp, in its place, and none left out."""

import io

import numpy as np
import pytest
from PIL import Image

from schematic.training.pictures.figures import in_cells, in_square, to_png
from schematic.training.pictures.image_table import image_table, tile


def colours(png: bytes) -> set[tuple[int, ...]]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    counts = image.getcolors(image.width * image.height) or []
    return {colour for count, colour in counts if count > 300}


@pytest.mark.parametrize(("channels", "height", "width"), [(1, 8, 8), (3, 20, 11), (3, 64, 96)])
def test_pixels_stay_sharp(channels: int, height: int, width: int) -> None:
    """A picture of two shades has these and white, and next to nothing between them."""
    rng = np.random.default_rng(0)
    shades = np.array([0.2, 0.6])[rng.integers(2, size=(2, 3, 1, height, width))]
    cells = np.broadcast_to(shades, (2, 3, channels, height, width))
    assert colours(to_png(image_table(cells, "t"))) == {(51,) * 3, (153,) * 3, (255,) * 3}


def test_colours_and_places_are_kept() -> None:
    cells = np.zeros((1, 2, 3, 4, 6))
    cells[0, 0, 0], cells[0, 1, 2] = 1, 1
    joined = tile(cells)
    assert joined.shape == (4, 14, 3)
    assert (joined[:, :6] == [1, 0, 0]).all()
    assert (joined[:, 6:8] == 1).all()
    assert (joined[:, 8:] == [0, 0, 1]).all()


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_a_grid_leaves_none_out(count: int) -> None:
    images = np.arange(count * 4, dtype=np.float32).reshape(count, 1, 2, 2) + 1
    shown = in_square(images).reshape(-1, 4)
    assert (~np.isnan(shown[:, 0])).sum() == count
    assert np.nanmax(shown) == count * 4


def test_images_of_several_sizes_stand_in_cells_of_one() -> None:
    grey, coloured = np.full((2, 1, 2, 4), 0.5), np.full((1, 3, 4, 4), 0.25)
    cells = in_cells([grey, coloured])
    assert cells.shape == (2, 2, 3, 4, 4)
    assert (cells[0, :, :, 1:3] == 0.5).all()
    assert np.isnan(cells[0, :, :, [0, 3]]).all()
    assert np.isnan(cells[1, 1]).all()


def test_large_pictures_become_smaller_by_means() -> None:
    cells = np.zeros((1, 60, 1, 100, 100))
    cells[..., ::2] = 1
    figure = image_table(cells, "t")
    assert figure.get_figwidth() * figure.dpi < 4_300
    assert colours(to_png(figure)) == {(128,) * 3, (255,) * 3} or colours(to_png(figure)) == {
        (127,) * 3,
        (255,) * 3,
    }
