"""The ways to infer, read off the drawing alone."""

from __future__ import annotations

from schematic.verify.paper.routes import (
    go_in_circles,
    in_order,
    judged_by_law,
    picks_route,
    real_routes,
    routes,
    solids,
)
from tests.objective.specs import DATA, LABEL, PRIOR, arrow, spec, unchecked


def test_circles_have_no_order() -> None:
    text = DATA + "visible u : real[2] ~ data\nu -> x ~ A[θ]\nx -> u ~ B[θ]\n"
    schematic = unchecked(text + "visible v : real[2] ~ data\nx -> v ~ C[θ]\n")
    assert go_in_circles(solids(schematic))
    assert in_order(solids(schematic)) == ()
    assert not go_in_circles(solids(spec("hvae")))


def test_parents_come_first() -> None:
    schematic = spec("hvae")
    ordered = in_order(reversed(solids(schematic)))
    assert [factor.child for factor in ordered] == ["h", "x"]


def test_what_is_behind_a_node() -> None:
    (route,) = routes(spec("hvae"))
    assert route.behind("z") == {"h", "x"}
    assert route.inferred == {"h", "z"}


def test_y_picks_a_route_only_where_parts_differ() -> None:
    ways = routes(spec("ali"))
    assert picks_route(ways, ["x", "z"])
    assert not picks_route(ways, ["x"])
    assert not judged_by_law(spec("ali"), ways, ["x", "z"])


def test_a_real_side_cuts_what_leads_into_it() -> None:
    (way,) = real_routes(spec("gan"))
    assert (way.touching, way.cut, way.factors) == ({"x"}, {"x"}, ())
    assert real_routes(spec("vaegan")) == ()
    assert real_routes(spec("vae")) == ()


def test_data_that_are_not_inferred_have_no_law_side() -> None:
    schematic = unchecked(DATA + PRIOR + LABEL + "x ..> z ~ E[η]\nx -!> y ~ D[φ]\n")
    assert not judged_by_law(schematic, routes(schematic), ["x"])
    assert arrow(schematic, "x ..> z") in routes(schematic)[0].factors
