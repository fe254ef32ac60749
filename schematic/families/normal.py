"""Normal: a location, and a log-variance from a net or a standard deviation as a number."""

from schematic.families._family import ALL, ClosedKL, Family, Form
from schematic.families._kinds import Kind

FAMILY = Family(
    name="Normal",
    kinds=frozenset({Kind.REAL, Kind.UNIT}),
    abilities=ALL,
    arguments=("loc", "scale"),
    defaults=(0.0, 1.0),
    noise="normal",
    latex=r"\mathcal{N}",
    positive=("scale",),
    variance=lambda loc, scale: scale**2,
    to_noise=lambda value, loc, scale: (value - loc) / scale,
    forms=(
        Form(("net",), ("loc", "log_var"), "normal_nll", "normal_draw", None),
        Form(("net", "net"), ("loc", "log_var"), "normal_nll", "normal_draw", None),
        Form(("net", "number"), ("loc",), "normal_nll_at", "normal_draw_at", None),
        Form(("number", "number"), (), "normal_nll_at", "normal_prior", None),
    ),
    closed_kl=(
        ClosedKL(("net",), ("number", "number"), "normal_kl", standard=True),
        ClosedKL(("net",), ("number", "number"), "normal_kl_at"),
        ClosedKL(("net",), ("net", "number"), "normal_kl_at"),
        ClosedKL(("net",), ("net",), "normal_kl_between"),
        ClosedKL(("net",), ("net", "net"), "normal_kl_between"),
        ClosedKL(("net", "net"), ("number", "number"), "normal_kl", standard=True),
        ClosedKL(("net", "net"), ("number", "number"), "normal_kl_at"),
        ClosedKL(("net", "net"), ("net", "number"), "normal_kl_at"),
        ClosedKL(("net", "net"), ("net",), "normal_kl_between"),
        ClosedKL(("net", "net"), ("net", "net"), "normal_kl_between"),
        ClosedKL(("net", "number"), ("number", "number"), "normal_kl_scale"),
        ClosedKL(("net", "number"), ("net", "number"), "normal_kl_scale"),
        ClosedKL(("net", "number"), ("net",), "normal_kl_scale_between"),
        ClosedKL(("net", "number"), ("net", "net"), "normal_kl_scale_between"),
    ),
)
