"""The findings of elaboration: names, types, laws. A constructor's docstring is its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from schematic.diagnostics import Diagnostic, Edit, Span
from schematic.diagnostics.certain import renamed, respelt
from schematic.diagnostics.diagnostic import closest, did_you_mean, listed, page
from schematic.families import Family

__all__ = ["Diagnostic", "did_you_mean", "listed"]


@page("SGM201")
def declared_twice(span: Span, what: str, line: int, cure: str) -> Diagnostic:
    """A name that is declared twice.

    Nodes, nets and numbers are declared once each; there is one `model` line and one `train`
    line. `θ` and `theta` are the same name. An attribute is given once.
    """
    cause = f"the first is on line {line}"
    return Diagnostic("SGM201", f"{what} stands here a second time", span, cause, cure)


@page("SGM202")
def unknown_node(span: Span | None, name: str, known: Collection[str], line: str) -> Diagnostic:
    """A node that no line declares.

    Every node has a line of its own: `visible x : …`, `latent z : …` or `indicator y : …`.
    """
    close = closest(name, known)
    cure = f"did you mean `{close}`?" if close else f"declare `{line}`"
    if known and not close:
        cure += f"; declared are {listed(known)}"
    message, fix = f"no node is called `{name}`", renamed(span, name, known)
    return Diagnostic("SGM202", message, span, "", cure, about=(name,), fix=fix)


@page("SGM203")
def unknown_family(span: Span, name: str, known: Collection[str]) -> Diagnostic:
    """A distribution family that the table does not have.

    The families are Normal, Laplace, Bernoulli, ContinuousBernoulli, Categorical and Uniform. A
    net is always named with the parameter group that trains it: `G[θ]`.
    """
    cure = did_you_mean(name, known)
    if closest(name, known) is None:
        cure += f"; a net is written `{name}[θ]`"
    message, fix = f"no family is called `{name}`", respelt(span, name, known)
    return Diagnostic("SGM203", message, span, "", cure, fix=fix)


@page("SGM204")
def unknown_constructor(span: Span, name: str, known: Collection[str]) -> Diagnostic:
    """A net constructor that does not exist.

    The constructors are `mlp(256, 512)`, `conv(32, 64)`, `linear` and `identity`. Anything else
    is a module of your own, bound by name from Python: `schematic.compile(s, nets={"G": …})`.
    """
    cause = "a spec never runs code: a module of your own is bound by its name from Python"
    message = f"no net constructor is called `{name}`"
    fix = respelt(span, name, known)
    return Diagnostic("SGM204", message, span, cause, did_you_mean(name, known), fix=fix)


@page("SGM205")
def unknown_option(
    span: Span, name: str, where: str, known: Collection[str], *, elsewhere: bool = False
) -> Diagnostic:
    """An attribute or an option that means nothing at its place.

    Stochastic dashed arrows take `beta` and `samples`; solid arrows take `weight`; solid red ones
    take `loss` and `penalty` too; dashed red ones take `degenerate`. Nets take `act`.
    """
    cure = did_you_mean(name, known) or "remove it"
    cure = f"remove `{name}`; {cure}" if elsewhere and known else cure
    message, fix = (
        f"`{name}` means nothing on {where}",
        () if elsewhere else respelt(span, name, known),
    )
    return Diagnostic("SGM205", message, span, "", cure, fix=fix)


@page("SGM206")
def unknown_number(span: Span | None, name: str, known: Collection[str]) -> Diagnostic:
    """A number's name that no `let` line declares.

    `let d = 64` names a number; `--set d=128` gives it another value.
    """
    close = closest(name, known)
    cure = f"did you mean `{close}`?" if close else f"declare `let {name} = 16`"
    message, fix = f"no number is called `{name}`", renamed(span, name, known)
    return Diagnostic("SGM206", message, span, "", cure, about=(name,), fix=fix)


@page("SGM207")
def bad_type(span: Span, message: str, cure: str, fix: tuple[Edit, ...] = ()) -> Diagnostic:
    """A type that does not exist, or that is used where it cannot be.

    The types are `real[…]`, `unit[…]` (numbers in [0, 1]), `binary[…]` and `cat[k]`, a class out
    of k. An indicator has its two labels in braces.
    """
    return Diagnostic("SGM207", message, span, "", cure, fix=fix)


@page("SGM208")
def bad_labels(span: Span, name: str, why: str) -> Diagnostic:
    """The labels of an indicator.

    An indicator has two labels, the first for y = 0 (fake, target), the second for y = 1 (real,
    source): `indicator y : {fake, real}`.
    """
    cure = f"write `indicator {name} : {{fake, real}}`, 0 first"
    message = f"these are not labels for the indicator `{name}`"
    return Diagnostic("SGM208", message, span, why, cure)


@page("SGM209")
def wrong_value(
    span: Span, name: str, value: object, wants: str, fix: tuple[Edit, ...] = ()
) -> Diagnostic:
    """A number or a word that its place does not take.

    Scales are above 0, probabilities between 0 and 1, weights not negative; an option that is a
    choice takes one of its words. The cure says which.
    """
    message = f"`{name}` cannot be {value}"
    return Diagnostic("SGM209", message, span, "", f"it takes {wants}", fix=fix)


@page("SGM210")
def unknown_schedule(span: Span, name: str, known: Collection[str]) -> Diagnostic:
    """A training schedule that does not exist.

    Without a `train` line all players step once a batch; `train wake-sleep` alternates.
    """
    message = f"no schedule is called `{name}`"
    fix = respelt(span, name, known)
    return Diagnostic("SGM210", message, span, "", did_you_mean(name, known), fix=fix)


@page("SGM211")
def wrong_arguments(span: Span, family: Family, written: str) -> Diagnostic:
    """Arguments that the family cannot take.

    A net alone stands for all raw parameters: `Normal(E[η])` reads a location and a log-variance
    from E. A number fixes a parameter: `Normal(G[θ], 1)` has scale 1.
    """
    forms = [_form(family, form.arguments) for form in family.forms]
    cure = f"write {'one of ' if len(forms) > 1 else ''}{listed(forms)}"
    message = f"`{family.name}` cannot be given as `{written}`"
    return Diagnostic("SGM211", message, span, "", cure)


def _form(family: Family, arguments: Sequence[str]) -> str:
    """How a form is written: with nets, and with the family's default numbers."""
    nets = iter(("G[θ]", "S[θ]"))

    def shown_as(position: int, sort: str) -> str:
        if sort == "word":
            return family.words[0]
        return next(nets) if sort == "net" else f"{family.defaults[position]:g}"

    shown = (shown_as(position, sort) for position, sort in enumerate(arguments))
    return f"{family.name}({', '.join(shown)})" if arguments else family.name


@page("SGM212")
def wrong_family(
    span: Span, family: str, node: str, kind: str, fitting: Iterable[str]
) -> Diagnostic:
    """A family whose values are not the node's.

    Normal, Laplace and Uniform are for `real` and `unit`, Bernoulli for `unit` and `binary`,
    ContinuousBernoulli for `unit`, Categorical for `cat`.
    """
    message = f"`{family}` gives no `{kind}` values, and `{node}` is `{kind}`"
    known = tuple(fitting)
    cure = f"for `{kind}` there {'are' if len(known) > 1 else 'is'} {listed(known)}"
    return Diagnostic("SGM212", message, span, "", cure)


@page("SGM213")
def net_without_group(span: Span, name: str) -> Diagnostic:
    """A net that is named without the parameters that train it.

    `G[θ]` is net G, trained with the parameter group θ. Nets with the same group learn together,
    as one player; the two sides of a game have different groups. `T[frozen]` is trained by nobody,
    and a net without parameters (`identity`, `scale(0.9)`) needs no group.
    """
    cure = f"write `{name}[θ]`, with the parameter group in brackets, or `{name}[frozen]`"
    message = f"`{name}` has no parameter group"
    return Diagnostic("SGM213", message, span, "", cure, about=(name,))


@page("SGM214")
def no_shape(span: Span, name: str, kind: str) -> Diagnostic:
    """A latent node without a shape.

    Data tell the shape of a visible node. Nothing tells that of a latent one, so its line does.
    What is diffused from data is as large as these.
    """
    message = f"nothing says how many numbers `{name}` has"
    cure = f"write its size, such as `{kind}[16]`"
    cause = "only data can tell a shape"
    return Diagnostic("SGM214", message, span, cause, cure, about=(name,))


@page("SGM215")
def not_finite(span: Span, written: str) -> Diagnostic:
    """A number that is not finite.

    Numbers are finite; the largest is about 1.8e308.
    """
    message = f"`{written}` is not a finite number"
    return Diagnostic("SGM215", message, span, "", "write a smaller number")


@page("SGM218")
def not_computable(span: Span, written: str, value: float) -> Diagnostic:
    """A number that a model cannot be computed with.

    Models compute in single precision, and scales are squared there. So weights and the numbers of
    families are 0, or between 1e-18 and 1e18 in magnitude.
    """
    message = f"`{written}` cannot be computed with in single precision"
    cause = "its square is infinite there" if abs(value) > 1 else "its square vanishes there"
    cure = "write 0, or a number between 1e-18 and 1e18 in magnitude"
    return Diagnostic("SGM218", message, span, cause, cure)


@page("SGM216")
def bad_size(span: Span | None, shown: str, largest: int) -> Diagnostic:
    """A size that is not a whole number from 1.

    The sizes of a type, the classes of `cat[k]` and the widths of a net are whole numbers from 1.
    """
    cure = f"sizes are whole numbers from 1 to {largest:,}"
    return Diagnostic("SGM216", f"{shown} is not a size", span, "", cure)


@page("SGM217")
def other_shape(span: Span, name: str, space: str, given: object) -> Diagnostic:
    """A shape from outside that contradicts the spec.

    `--shape x=1,28,28` and the data at hand give a shape to nodes that have none of their own.
    """
    message = f"`{name}` is `{space}` here and is given the shape {given}"
    cure = "leave the shape out of the spec, or give the same one"
    return Diagnostic("SGM217", message, span, "", cure)


@page("SGM219")
def vanishing(span: Span, written: str) -> Diagnostic:
    """A number that is not 0, and is too small to be told from it.

    The smallest number above 0 is about 4.9e-324. What is smaller would be read as 0, which is
    another number: a weight of 0 leaves its term out.
    """
    message = f"`{written}` is too small a number"
    return Diagnostic("SGM219", message, span, "it would be read as 0", "write 0, or more")


@page("SGM220")
def not_a_shape(span: Span | None, name: str, given: str, largest: int) -> Diagnostic:
    """A shape from outside that is not a tuple of sizes.

    `--shape x=1,28,28`, and in Python `shapes={"x": (1, 28, 28)}`: one size or more. A node of one
    number has the shape `(1,)`.
    """
    message = f"`{name}` cannot have the shape {given}"
    cure = f"give a tuple of whole numbers from 1 to {largest:,}, such as (1, 28, 28)"
    return Diagnostic("SGM220", message, span, "", cure)


@page("SGM221")
def not_summable(span: Span, name: str, kind: str) -> Diagnostic:
    """`{sum}` on a node whose values cannot be summed over.

    A node with `{sum}` counts with all of its values at once, each with its probability, so it is a
    class or a few bits. A continuous node is inferred instead: `x ..> z ~ E[η]`.
    """
    message = f"the values of `{name}` cannot be summed over"
    cause = f"a `{kind}` node has infinitely many values"
    cure = f"make `{name}` a class, such as `cat[10]`, or take `{{sum}}` off and infer it"
    return Diagnostic("SGM221", message, span, cause, cure)


@page("SGM222")
def picked_in_part(span: Span, name: str) -> Diagnostic:
    """A partly observed node whose data an indicator picks.

    `data or Categorical` says example by example whether a node is there. `data by y` and `data
    when y = source` say so for a whole data set, and the two cannot be joined.
    """
    message = f"`{name}` is partly observed, and an indicator picks its data"
    cause = "where a value is missing is told by the value itself: −1 for a class, NaN for numbers"
    cure = "leave out `by` or `when`, or leave out `or`"
    return Diagnostic("SGM222", message, span, cause, cure)


@page("SGM640")
def too_deep(span: Span, net: str, layers: int, most: int) -> Diagnostic:
    """A net with more layers than can be trained.

    Each number in the brackets of a `net` line is a layer, and the emitted file has a line for it.
    """
    message = f"net `{net}` has {layers:,} layers"
    return Diagnostic("SGM640", message, span, "", f"write at most {most:,} numbers")


@page("SGM223")
def unknown_index(span: Span, name: str, known: Collection[str]) -> Diagnostic:
    """An index that is neither the plate's nor the name of a number.

    `h[t] -> x[t] ~ G[θ] for t in 1..4` gives t a meaning on its own line. Elsewhere an index is a
    whole number, or the name of one: with `let T = 4`, `z[T]` is `z[4]`.
    """
    cure = did_you_mean(name, known) or f"add `for {name} in 1..4` at the end of the line"
    message = f"nothing gives `{name}` a value"
    return Diagnostic(
        "SGM223", message, span, "", cure, about=(name,), fix=renamed(span, name, known)
    )


@page("SGM224")
def empty_range(span: Span, found: str, name: str) -> Diagnostic:
    """A range without a value.

    `for t in 1..4` counts from 1 to 4, both ends among them; the first is not above the last.
    `sgm check --set T=1` checks a spec at other values of its numbers.
    """
    message = f"`{name}` has no value in {found}"
    return Diagnostic("SGM224", message, span, "", "the first end is not above the last")


@page("SGM225")
def outside_range(span: Span, copy: str, stem: str, declared: str, line: str) -> Diagnostic:
    """A copy that lies outside what is declared.

    In `h[t-1] -> h[t] ~ P[θ] for t in 1..4` the first parent is `h[0]`, which a plate of h from 1
    does not have. What begins or ends a chain has a line of its own, such as
    `latent h[0] : real[2] ~ Normal(0, 1)`.
    """
    cause = f"of `{stem}` there is {declared}"
    cure = f"declare `{line}`, or end the range earlier"
    return Diagnostic("SGM225", f"there is no `{copy}`", span, cause, cure, about=(stem,))


@page("SGM226")
def unused_index(span: Span, name: str, where: str) -> Diagnostic:
    """A plate whose statements are all the same.

    A plate is one statement for each value of its index, so the index stands in the name that it
    declares, or somewhere on its arrow: `latent z[t] : real[2] for t in 1..4`.
    """
    message = f"`{name}` stands nowhere in this statement"
    cure = f"write `{where}[{name}]`, or leave the range out"
    return Diagnostic("SGM226", message, span, "it would be the same statement again", cure)


@page("SGM227")
def too_many_copies(span: Span, most: int) -> Diagnostic:
    """Plates of more statements than are written out.

    A plate is written out, statement by statement, before anything is derived; the emitted model
    has a loop, but a term of the objective for each copy. What is alike at very many places is one
    node with a larger shape.
    """
    message = f"the plates of this spec stand for more than {most:,} statements"
    cure = "make the range shorter, or one node with a larger shape"
    return Diagnostic("SGM227", message, span, "", cure)


@page("SGM301")
def sign_against_head(
    span: Span, arrow: str, hollow: bool, choices: Iterable[str], fix: tuple[Edit, ...]
) -> Diagnostic:
    """`=` and `~` must agree with the head of the arrow.

    `=` gives a value and needs a hollow head (`-|>`, `..|>`); `~` gives a distribution and needs
    a filled one (`->`, `..>`, `-!>`, `..!>`). A mismatch is an error, not a guess.
    """
    sign = "~" if hollow else "="
    cause = "a filled head draws from a distribution, and `=` gives a value"
    if hollow:
        cause = "a hollow head gives a value, and `~` draws from a distribution"
    cure = "write " + " or ".join(f"`{choice}`" for choice in choices)
    message = f"`{sign}` does not go with `{arrow}`"
    return Diagnostic("SGM301", message, span, cause, cure, fix=fix)


@page("SGM302")
def value_is_a_net(span: Span, value: str, filled: str) -> Diagnostic:
    """A hollow arrow takes a net, not a distribution.

    A deterministic map has no density: `x = G[θ]` is the mean of the child's own family.
    """
    message = f"`{value}` is a distribution, and `=` gives a value"
    cure = f"write `{filled}`; or name a net alone, such as `= G[θ]`"
    return Diagnostic("SGM302", message, span, "", cure)


@page("SGM303")
def law_of_role(span: Span, message: str, cure: str) -> Diagnostic:
    """A law that does not go with the node's role.

    `visible` nodes follow the data (`~ data`); `latent` nodes follow a prior with numbers, such
    as `~ Normal(0, 1)`, or no law. What depends on other nodes is written with an arrow.
    """
    return Diagnostic("SGM303", message, span, "", cure)


@page("SGM304")
def bad_condition(span: Span, message: str, cure: str, about: tuple[str, ...]) -> Diagnostic:
    """`by` and `when` name an indicator and one of its labels.

    `visible z : real ~ data by y` has one data set for each label of y; `visible t : cat[10] ~
    data when y = source` has data for one label only.
    """
    return Diagnostic("SGM304", message, span, "", cure, about=about)


@page("SGM305")
def law_of_indicator(span: Span, name: str) -> Diagnostic:
    """A law for an indicator.

    Both labels of an indicator are equally probable; it follows no other law.
    """
    message = f"the indicator `{name}` has a law already: it is uniform"
    return Diagnostic("SGM305", message, span, "", "remove the `~` and what follows it")


@page("SGM306")
def no_net(span: Span, value: str, child: str, parents: Iterable[str]) -> Diagnostic:
    """An arrow whose law names no net.

    A net is what makes the child depend on its parents. A law of numbers alone is a prior: it is
    written in the node's own line, `latent z : real[8] ~ Normal(0, 1)`.
    """
    message = f"`{child}` would not depend on {listed(parents)}"
    cause = f"`{value}` names no net"
    cure = "name a net with its parameter group, such as `G[θ]`"
    return Diagnostic("SGM306", message, span, cause, f"{cure}, or write the law in its own line")
