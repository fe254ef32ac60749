"""Laplace: a location, and a log-scale from a net or a scale as a number."""

from typing import Any

from schematic.families._family import ALL, Family, Form
from schematic.families._kinds import Kind


def _to_noise(value: Any, loc: float, scale: float) -> Any:
    """The distribution function of Laplace(loc, scale) at a value."""
    centred = (value - loc) / scale
    return 0.5 - 0.5 * centred.sign() * (-centred.abs()).expm1()


FAMILY = Family(
    name="Laplace",
    kinds=frozenset({Kind.REAL, Kind.UNIT}),
    abilities=ALL,
    arguments=("loc", "scale"),
    defaults=(0.0, 1.0),
    noise="uniform",
    latex=r"\mathrm{Laplace}",
    positive=("scale",),
    variance=lambda loc, scale: 2 * scale**2,
    to_noise=_to_noise,
    forms=(
        Form(("net",), ("loc", "log_scale"), "laplace_nll", "laplace_draw", None),
        Form(("net", "net"), ("loc", "log_scale"), "laplace_nll", "laplace_draw", None),
        Form(("net", "number"), ("loc",), "laplace_nll_at", "laplace_draw_at", None),
        Form(("number", "number"), (), "laplace_nll_at", "laplace_prior", None),
    ),
)
