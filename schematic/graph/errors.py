"""The findings of elaboration: names, types, families, nets. Each docstring is the finding's page."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import did_you_mean, page


@page("SGM201")
def declared_twice(span: Span, what: str, name: str, line: int) -> Diagnostic:
    """A name that is declared twice.

    Nodes, nets and numbers are declared once each; there is one `model` line and one `train`
    line. `θ` and `theta` are the same name.
    """
    message = f"{what} `{name}` is declared twice"
    return Diagnostic("SGM201", message, span, f"line {line} declares it", "remove one of the two")


@page("SGM202")
def unknown_node(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """A factor names a node that no line declares.

    Every node has a line of its own: `visible x : …`, `latent z : …` or `indicator y : …`.
    """
    cure = did_you_mean(name, known) or f"declare it: `latent {name} : real[8]`"
    return Diagnostic("SGM202", f"no node is called `{name}`", span, "", cure, about=(name,))


@page("SGM203")
def unknown_family(span: Span, name: str, known: Iterable[str], nets: Iterable[str]) -> Diagnostic:
    """A distribution family that the table does not have.

    The families are Normal, Laplace, Bernoulli, ContinuousBernoulli, Categorical and Uniform. A
    net is always named with the parameter group that trains it: `G[θ]`.
    """
    if name in set(nets):
        cure = f"a net is named with its parameter group: `{name}[θ]`"
    else:
        cure = did_you_mean(name, known)
    return Diagnostic("SGM203", f"no family is called `{name}`", span, "", cure)


@page("SGM204")
def unknown_constructor(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """A net constructor that does not exist.

    The constructors are `mlp(256, 512)`, `conv(32, 64)`, `linear` and `identity`. Anything else
    is a module of your own, bound by name from Python: `schematic.compile(s, nets={"G": …})`.
    """
    cause = "a spec never runs code: a module of your own is bound by its name from Python"
    return Diagnostic("SGM204", f"no net constructor `{name}`", span, cause, did_you_mean(name, known))


@page("SGM205")
def unknown_option(span: Span, name: str, where: str, known: Iterable[str]) -> Diagnostic:
    """An attribute or option that means nothing at its place.

    Factors take `beta`, `weight`, `samples` (stochastic dashed arrows), `loss` and `penalty`
    (solid red arrows), `degenerate` (dashed red arrows). Nets take `act`.
    """
    message = f"`{name}` means nothing on {where}"
    return Diagnostic("SGM205", message, span, "", did_you_mean(name, known))


@page("SGM206")
def unknown_number(span: Span | None, name: str, known: Iterable[str]) -> Diagnostic:
    """A number's name that no `let` line declares.

    `let d = 64` names a number; `--set d=128` gives it another value.
    """
    cure = did_you_mean(name, known) or f"declare it: `let {name} = 64`"
    return Diagnostic("SGM206", f"no number is called `{name}`", span, "", cure, about=(name,))


@page("SGM207")
def bad_type(span: Span, message: str, cure: str) -> Diagnostic:
    """A type that does not exist, or with a shape it cannot have.

    The types are `real[…]`, `unit[…]` (numbers in [0, 1]), `binary[…]` and `cat[k]`; sizes are
    whole numbers from 1. Data nodes may leave the shape to the data: `unit ~ data`.
    """
    return Diagnostic("SGM207", message, span, "", cure)


@page("SGM208")
def bad_labels(span: Span, message: str) -> Diagnostic:
    """The labels of an indicator.

    An indicator has two labels, the first for y = 0 (fake, target), the second for y = 1 (real,
    source): `indicator y : {fake, real}`. It is uniform, so it takes no law.
    """
    return Diagnostic("SGM208", message, span, "", "write `indicator y : {fake, real}`")


@page("SGM209")
def wrong_value(span: Span, name: str, value: object, wants: str) -> Diagnostic:
    """A number or a word that its place does not take."""
    return Diagnostic("SGM209", f"`{name}` cannot be {value}", span, "", f"it takes {wants}")


@page("SGM210")
def unknown_schedule(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """A training schedule that does not exist.

    Without a `train` line all players step once a batch; `train wake-sleep` alternates.
    """
    message = f"no schedule is called `{name}`"
    return Diagnostic("SGM210", message, span, "", did_you_mean(name, known))


@page("SGM211")
def wrong_arguments(span: Span, family: str, sorts: str, forms: str) -> Diagnostic:
    """Arguments that the family cannot take.

    A net alone stands for all raw parameters: `Normal(E[η])` reads a location and a log-variance
    from E. A number fixes a parameter: `Normal(G[θ], 1)` has scale 1.
    """
    message = f"{family} does not take ({sorts})"
    return Diagnostic("SGM211", message, span, "", f"write one of: {forms}")


@page("SGM212")
def wrong_family(span: Span, family: str, node: str, space: str, fitting: str) -> Diagnostic:
    """A family whose values are not the node's.

    Normal and Laplace are for `real` and `unit`, Bernoulli for `unit` and `binary`,
    ContinuousBernoulli for `unit`, Categorical for `cat`, Uniform for `real` and `unit`.
    """
    message = f"{family} is no law of `{node}`, which is {space}"
    return Diagnostic("SGM212", message, span, "", f"for {space}: {fitting}")


@page("SGM301")
def sign_against_head(span: Span, hollow: bool, arrow: str, factor: str) -> Diagnostic:
    """`=` and `~` must agree with the head of the arrow.

    `=` gives a value and needs a hollow head (`-|>`, `..|>`); `~` gives a distribution and needs
    a filled one (`->`, `..>`, `-!>`, `..!>`). A mismatch is an error, not a guess.
    """
    head, sign, other = ("hollow", "=", "~") if hollow else ("filled", "~", "=")
    cause = f"`{arrow}` has a {head} head, `{other}` asks for the other one"
    cure = f"write `{factor} {sign} …`, or change the arrow"
    return Diagnostic("SGM301", f"`{other}` does not go with `{arrow}`", span, cause, cure)


@page("SGM302")
def value_is_a_net(span: Span, family: str) -> Diagnostic:
    """A hollow arrow takes a net, not a distribution.

    A deterministic map has no density: `x = G[θ]` is the mean of the child's own family.
    """
    message = f"`{family}` is a distribution, and `=` gives a value"
    cure = "name the net alone: `= G[θ]`; or use a filled head and `~`"
    return Diagnostic("SGM302", message, span, "", cure)


@page("SGM303")
def law_of_role(span: Span, message: str, cure: str) -> Diagnostic:
    """A law that does not go with the node's role.

    `visible` nodes follow the data (`~ data`); `latent` nodes follow a prior, or no law.
    """
    return Diagnostic("SGM303", message, span, "", cure)


@page("SGM304")
def bad_condition(span: Span, message: str, cure: str) -> Diagnostic:
    """`by` and `when` name an indicator and one of its labels.

    `visible z : real ~ data by y` has one data set for each label of y; `visible t : cat[10] ~
    data when y = source` has data for one label only.
    """
    return Diagnostic("SGM304", message, span, "", cure)
