"""A seed → toy data in the plane whose truth is known: mixtures on a ring or grid, and moons."""

from collections.abc import Callable

import numpy as np

from schematic.data.columns import FEATURES, LABELS
from schematic.data.dataset import Array, Dataset

RING_MODES, RING_RADIUS, RING_SIGMA = 8, 2.0, 0.02
GRID_SIDE, GRID_SPACING, GRID_SIGMA = 5, 1.0, 0.05
MOONS_NOISE, MOONS_ANGLE = 0.1, 35.0  # the angle in degrees, counter-clockwise
MOONS_CENTRE = (0.5, 0.25)  # of two moons without noise, which are symmetric about it
PLANE = (-2.5, 2.5)  # all toys lie in it, with at least five standard deviations to spare
MIXTURE_SIZES, MOONS_SIZES = (10_000, 2_000), (1_000, 1_000)  # training and test

Draw = Callable[[np.random.Generator, int], dict[str, Array]]


def ring(seed: int) -> Dataset:
    """Draw from 8 Gaussians on a circle of radius 2, σ = 0.02; [N, 2], a label for each mode."""
    angles = 2 * np.pi * np.arange(RING_MODES) / RING_MODES
    modes = RING_RADIUS * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return _mixture("ring", modes, RING_SIGMA, seed)


def grid(seed: int) -> Dataset:
    """Draw from 5 × 5 Gaussians at spacing 1, σ = 0.05; [N, 2], a label for each mode."""
    ticks = GRID_SPACING * (np.arange(GRID_SIDE) - (GRID_SIDE - 1) / 2)
    modes = np.stack(np.meshgrid(ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 2)
    return _mixture("grid", modes, GRID_SIGMA, seed)


def moons(seed: int) -> Dataset:
    """Draw two interleaved half circles of radius 1 about the origin; [N, 2], labels 0 and 1."""
    rng = np.random.default_rng(seed)
    train, test = ({"": draw_moons(rng, size)} for size in MOONS_SIZES)
    return Dataset("moons", train, test, PLANE)


def moons_rotated(seed: int) -> Dataset:
    """Draw moons as domain "source", and others, turned by 35° about the origin, as "target"."""
    rng = np.random.default_rng(seed)
    draws: dict[str, Draw] = {"source": draw_moons, "target": _draw_rotated}
    train, test = (
        {domain: draw(rng, size) for domain, draw in draws.items()} for size in MOONS_SIZES
    )
    return Dataset("moons-rotated", train, test, PLANE)


def moons_unpaired(seed: int) -> Dataset:
    """Draw moons as "a" and, independently, moons turned by 35° as "b"; [N, 2] each.

    Nothing says which point of "b" belongs to one of "a".
    """
    rng = np.random.default_rng(seed)
    train, test = (
        {"": {"a": draw_moons(rng, size)[FEATURES], "b": _draw_rotated(rng, size)[FEATURES]}}
        for size in MOONS_SIZES
    )
    return Dataset("moons-unpaired", train, test, PLANE)


def draw_moons(rng: np.random.Generator, size: int) -> dict[str, Array]:
    """Draw points of two moons with Gaussian noise of σ = 0.1.

    Args:
        rng: the source of randomness.
        size: how many points, N.

    Returns:
        "features" float32 [N, 2] and "labels" int64 [N], 0 for the upper moon.
    """
    labels = rng.integers(0, 2, size)
    angle = rng.uniform(0, np.pi, size)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, upper, lower) - MOONS_CENTRE
    return _columns(points + MOONS_NOISE * rng.standard_normal((size, 2)), labels)


def rotate(points: Array, degrees: float) -> Array:
    """Turn points [N, 2] about the origin, counter-clockwise."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned: Array = points @ turn.T
    return turned


def _draw_rotated(rng: np.random.Generator, size: int) -> dict[str, Array]:
    table = draw_moons(rng, size)
    return _columns(rotate(table[FEATURES], MOONS_ANGLE), table[LABELS])


def _mixture(name: str, modes: Array, sigma: float, seed: int) -> Dataset:
    rng = np.random.default_rng(seed)
    train, test = ({"": _draw_mixture(rng, size, modes, sigma)} for size in MIXTURE_SIZES)
    return Dataset(name, train, test, PLANE, modes.astype(np.float32), sigma)


def _draw_mixture(
    rng: np.random.Generator, size: int, modes: Array, sigma: float
) -> dict[str, Array]:
    labels = rng.integers(0, len(modes), size)
    return _columns(modes[labels] + sigma * rng.standard_normal((size, modes.shape[1])), labels)


def _columns(points: Array, labels: Array) -> dict[str, Array]:
    return {FEATURES: points.astype(np.float32), LABELS: labels.astype(np.int64)}
