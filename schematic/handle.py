"""What `load`, `parse` and `rewrite` give to users: the data, and what can be asked of them.

A notebook shows it as its picture; as what a rewrite made, beside what that began with.

Within the compiler a `Schematic` is data, and deriving and rewriting are functions. Users write
these functions behind a dot; this class, which stands above all of them, makes that possible.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError

from schematic.diagnostics.wrong_argument import require_type
from schematic.graph import schematic as data
from schematic.graph.required import require_schematic
from schematic.objective import Objective, derive

ORIGIN = "rewritten from"


class Schematic(data.Schematic):
    """A checked schematic graphical model.

    `schematic.load`, `schematic.parse` and `schematic.rewrite` make it. It does not change; two are
    equal where their nodes, arrows, nets and schedule are, in order (`schematic.equal` compares up
    to names). A notebook shows its picture.

    Attributes:
        name: the model's name, as written.
        title: the text in quotes behind it, or None.
        nodes: the nodes by name, in order of appearance.
        factors: the arrows, in order of appearance.
        nets: what is inside each net that has a line.
        source: the text it was read from.

    Example:
        >>> gan = schematic.load("gan")
        >>> [str(arrow) for arrow in gan.factors]
        ['z ..|> x = G[theta]', 'x -!> y ~ Bernoulli(D[phi])']
    """

    kept_besides = (ORIGIN,)

    def __setattr__(self, name: str, value: object) -> None:
        """Nothing can be set."""
        raise FrozenInstanceError(f"cannot assign to {name!r}: a schematic does not change")

    def __delattr__(self, name: str) -> None:
        """Nothing can be deleted."""
        raise FrozenInstanceError(f"cannot delete {name!r}: a schematic does not change")

    def __repr__(self) -> str:
        """Its name and size, in a line; `sgm compile --stage graph` prints all of it."""
        arrows, nodes = len(self.factors), len(self.nodes)
        return f"<Schematic {self.name}: {nodes} nodes, {arrows} arrow{'s'[: arrows != 1]}>"

    def _repr_svg_(self) -> str | None:
        """The picture; notebooks ask for it. None where there is no Graphviz."""
        from schematic.render import RenderError, render
        from schematic.rewrites.atlas.before_after import draw_before_after

        try:
            if self.rewritten_from is not None:
                before, rewrites = self.rewritten_from
                return draw_before_after(before, self, rewrites).decode("utf-8")
            return render(self, "svg").decode("utf-8")
        except RenderError:
            return None

    @property
    def rewritten_from(self) -> tuple[data.Schematic, str] | None:
        """The schematic and the rewrites that this one was made by, or None."""
        made: tuple[data.Schematic, str] | None = vars(self).get(ORIGIN)
        return made

    @property
    def objective(self) -> Objective:
        """What each player maximises, derived once: `schematic.derive`."""
        return derive(self)

    def rewrite(self, rewrites: str) -> Schematic:
        """Another schematic, by a chain of rewrites such as `add code z | swap processes`.

        Raises:
            SchematicError: there is no such rewrite, or one does not apply; with the cure.
        """
        return rewrite(self, rewrites)


def hold(schematic: data.Schematic) -> Schematic:
    """The same schematic for users, together with what has been computed of it so far."""
    held = object.__new__(Schematic)
    vars(held).update(vars(schematic))
    return held


def rewrite(schematic: data.Schematic, rewrites: str) -> Schematic:
    """A schematic after a chain of rewrites, such as `add code z | swap processes`.

    Args:
        schematic: where it begins; it does not change.
        rewrites: one rewrite, or several behind each other, with `|` between them.

    Raises:
        SchematicError: there is no such rewrite, or one does not apply; with the cure.

    Example:
        >>> schematic.rewrite(schematic.load("gan"), "add code z | swap processes")
        <Schematic AAVAE: 3 nodes, 3 arrows>
    """
    from schematic.rewrites.rewritten import rewritten

    require_schematic("rewrite", schematic)
    cure = 'give one, such as "swap x <-> z", or a chain of them with `|`'
    require_type("rewrite", rewrites, str, "the text of a rewrite", cure)
    result = hold(rewritten(schematic, rewrites))
    vars(result)[ORIGIN] = (schematic, rewrites)
    return result
