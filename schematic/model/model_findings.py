"""The findings of compilation and of batches. Each docstring is the finding's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import did_you_mean, listed, page
from schematic.graph import Factor, Node


@page("SGM601")
def unknown_net(name: str, known: Iterable[str]) -> Diagnostic:
    """A module is bound to a net that no factor names.

    `schematic.compile(s, nets={"G": module})` binds by the names in the spec's brackets: `G[θ]`.
    """
    message = f"no factor names a net `{name}`"
    return Diagnostic("SGM601", message, None, "", did_you_mean(name, known))


@page("SGM657")
def fixed_number(name: str, slope: float) -> Diagnostic:
    """A module is bound to a fixed map on whose number the objective depends.

    Where a chain of fixed Normal arrows has its KLs in closed form, as in diffusion, their numbers
    are computed from what the maps multiply by. A module of another kind would make them wrong.
    """
    message = f"net `{name}` multiplies by {slope:g}, and the loss depends on that number"
    cure = f"bind no module to `{name}`, or change its number in the spec"
    return Diagnostic("SGM657", message, None, "", cure)


@page("SGM602")
def not_a_module(name: str, found: str) -> Diagnostic:
    """What is bound to a net is not a `torch.nn.Module`."""
    message = f"net `{name}` is bound to {found}, which is not a torch.nn.Module"
    return Diagnostic("SGM602", message, None, "", "bind an instance of a torch.nn.Module")


@page("SGM603")
def wrong_output(
    factor: Factor,
    net: str,
    found: str,
    expected: str,
    raw: str,
    cure: str = "change its last layer",
) -> Diagnostic:
    """A bound module does not fit its factor.

    A bound module gets the factor's parents as positional arguments, [B, …] each, and returns the
    raw parameters of the child's law: logits for Bernoulli and Categorical; for Normal a location
    and a log-variance joined on the last axis (channels for images); for a hollow factor the
    logits or the location alone. Classes come as integers [B].
    """
    message = f"the module bound to `{net}` returns {found}, not {expected}"
    cause = f"`{factor}` asks it for {raw} of `{factor.child}`"
    return Diagnostic("SGM603", message, factor.span, cause, cure)


@page("SGM604")
def module_failed(factor: Factor, net: str, reason: str, arguments: str) -> Diagnostic:
    """A bound module fails on values of its parents' shapes."""
    message = f"the module bound to `{net}` fails on {arguments}"
    cure = "it gets the factor's parents as positional arguments, [B, …] each"
    return Diagnostic("SGM604", message, factor.span, reason, cure)


@page("SGM605")
def shared_parameters(first: str, second: str) -> Diagnostic:
    """Modules of two players share a parameter.

    Each player has its own optimizer and its own gradient; a shared parameter would be pulled by
    both. Inside one player, sharing is fine.
    """
    message = f"the modules of `{first}` and `{second}` share parameters across players"
    cure = "bind separate modules, or put both nets in one parameter group"
    return Diagnostic("SGM605", message, None, "", cure)


@page("SGM606")
def no_trunk(net: str, head: str) -> Diagnostic:
    """A net stands on the trunk of a bound module that has none.

    `net Q = mlp(64) on D` reads the features of D. Where D is a module of your own, it gives them
    by a submodule called `trunk`.
    """
    message = f"`{head}` stands on the trunk of `{net}`, and the module bound to `{net}` has none"
    return Diagnostic("SGM606", message, None, "", "give it a submodule `trunk`, or bind both nets")


@page("SGM650")
def no_features(factor: Factor, net: str) -> Diagnostic:
    """`features = D`, and the module that is bound to D has no `trunk`.

    Child and prediction are compared in what all layers of D but the last compute. Where D is a
    module of your own, it gives them by a submodule called `trunk`, which takes the child. Of a net
    that nobody trains, `D[frozen]`, they are all that the module computes.
    """
    message = f"the features of `{net}` are compared, and the module bound to `{net}` has no trunk"
    cure = "give it a submodule `trunk`"
    return Diagnostic("SGM650", message, factor.arrow_span, "", cure)


@page("SGM607")
def unknown_shape(name: str, what: str, node: Node, why: str) -> Diagnostic:
    """A node has no shape, and there are no data at hand to take it from.

    `unit ~ data` takes its shape from the data. Where there are none, name it: `--shape
    x=1,28,28`, or `schematic.compile(s, shapes={"x": (1, 28, 28)})`, or in the spec. The name of a
    plate, `x`, gives a shape to all of its copies, and `x[1]` to one.
    """
    message = f"{what} no shape yet, so {why}"
    cure = (
        f"take it from data, --data digits; or name it, --shape {name}=1,28,28; in Python "
        f"shapes={{'{name}': (1, 28, 28)}}"
    )
    if not node.is_data:
        written = name if name == node.name else f"{name}[t]"
        cure = f"write it in the spec: `{written} : {node.space.kind.value}[8]`"
    return Diagnostic("SGM607", message, node.span, "", cure)


@page("SGM608")
def missing_in_batch(name: str, found: Sequence[str], labels: Sequence[str]) -> Diagnostic:
    """A batch lacks the values of a data node.

    A batch maps each data node to a tensor, `{"x": [B, 1, 28, 28]}`; a node with `data by y` maps
    to one tensor a label, `{"z": {"source": …, "target": …}}`.
    """
    shape = "{" + ", ".join(f"'{label}': …" for label in labels) + "}" if labels else "a tensor"
    message = f"the batch has no `{name}`"
    if name in found:
        cause = f"it has None for {name}"
        return Diagnostic("SGM608", message, None, cause, f"give '{name}': {shape}")
    has = ", ".join(map(str, found)) or "nothing"
    return Diagnostic("SGM608", message, None, f"it has {has}", f"add '{name}': {shape}")


@page("SGM609")
def wrong_batch(what: str, found: str, expected: str, cure: str | None = None) -> Diagnostic:
    """A value has a shape or a type that its node does not have.

    Values are tensors [B, …] of the model's type, one row an example; classes are int64 [B].
    """
    message = f"{what} is {found}, not {expected}"
    return Diagnostic("SGM609", message, None, "", cure or f"give {expected}")


@page("SGM651")
def outside(what: str, node: str, kind: str, low: float, high: float) -> Diagnostic:
    """Values lie outside the range of their node.

    The values of a `unit` or `binary` node lie in [0, 1]. Nothing is scaled in silence: pixels from
    0 to 255 are divided by 255, and those from −1 to 1 become `(x + 1) / 2`. A node whose values
    have no bounds is `real`.
    """
    message = f"{what} holds values from {low:g} to {high:g}, and a `{kind}` node takes [0, 1]"
    scaled = "bring them to [0, 1]"
    if low >= 0 and 1 < high <= 255:
        scaled = f"divide by 255, `{node} / 255`, if they are pixels"
    elif -1 <= low < 0 and high <= 1:
        scaled = f"write `({node} + 1) / 2`, if they lie in [−1, 1]"
    return Diagnostic(
        "SGM651", message, None, "", f"{scaled}; or write `{node} : real` in the spec"
    )


@page("SGM663")
def not_finite(what: str, found: str, row: int) -> Diagnostic:
    """A value is not a number, or infinite.

    One such value makes every loss NaN, and after one step every parameter. Only a node that may be
    missing, `data or Normal(0, 1)`, takes NaN: it marks examples in which the node is missing.
    """
    message = f"{what} holds {found}, first in example {row}"
    cure = "remove such examples, or fill them in: `torch.nan_to_num(…)`"
    return Diagnostic("SGM663", message, None, "", cure)


@page("SGM652")
def other_device(what: str, found: str, expected: str) -> Diagnostic:
    """A value lies on another device than the model.

    `m.to("cuda")` moves the model, and `x.to("cuda")` gives a copy of a tensor there.
    """
    message = f"{what} is on {found}, and the model on {expected}"
    cure = f'write `.to("{expected}")` behind it, or move the model: `m.to("{found}")`'
    if found == "meta":
        cure = "give values: a tensor on the device `meta` has none"
    elif expected == "meta":
        cure = 'give the model parameters: `m.to_empty(device="cpu")`, and then load its state'
    return Diagnostic("SGM652", message, None, "", cure)


@page("SGM653")
def no_such_class(what: str, found: int, classes: int) -> Diagnostic:
    """A class is given that its node does not have.

    Classes are int64 [B], numbered from 0. A node that may be missing, `data or Categorical`, takes
    −1 too: it marks examples in which the node is missing.
    """
    message = f"{what} holds the class {found}, and there are {classes}"
    cure = f"give classes from 0 to {classes - 1}"
    return Diagnostic("SGM653", message, None, "", cure)


@page("SGM661")
def wrong_optimizers(players: Sequence[str], found: str) -> Diagnostic:
    """`m.step` is not given one optimizer for each player.

    `m.optimizers()` makes them: a dict of one Adam for each player. Any other optimizers of PyTorch
    do, too, each over the parameters of its player's nets, `m.nets`.
    """
    shown = "{" + ", ".join(f"'{name}': …" for name in players) + "}"
    message = f"`step` takes one optimizer for each player, {shown}, and is given {found}"
    return Diagnostic("SGM661", message, None, "", "write `m.optimizers()`")


@page("SGM664")
def not_a_mapping(what: str, found: str, example: str) -> Diagnostic:
    """What belongs to nets or nodes by name is not a mapping.

    `nets`, `shapes` and given values say what each belongs to: `nets={"G": module}`,
    `shapes={"x": (1, 28, 28)}`, `m.sample(64, {"c": classes})`.
    """
    message = f"{what} are given as {found}, not by name"
    return Diagnostic("SGM664", message, None, "", f"write {example}")


@page("SGM610")
def impossible(name: str, what: str, why: str, cure: str) -> Diagnostic:
    """The schematic does not say how to do this.

    `sample` needs a way from priors to a data node; `infer` one from what is given to the node;
    `reconstruct` one from the data to a code and back.
    """
    return Diagnostic("SGM610", f"{name} cannot {what}", None, why, cure)


@page("SGM612")
def too_large(name: str, why: str) -> Diagnostic:
    """The nets of a model do not fit into memory.

    A layer holds the product of the two sizes between which it stands: `mlp(100000, 100000)` takes
    40 GB. What is too large is nearly always one size in a `net` line, or the shape of a node.
    """
    message = f"the nets of {name} do not fit into memory"
    cure = "write smaller sizes in its `net` lines, or give its nodes smaller shapes"
    return Diagnostic("SGM612", message, None, why, cure)


@page("SGM613")
def unknown_noise(name: str, draws: Iterable[str], names: Iterable[str]) -> Diagnostic:
    """`noise` names a draw that there is not.

    `noise` maps draws to their base noise: the value itself for a standard Normal prior, ε for a
    reparameterised Normal, uniforms for everything else. A draw is named as in `m.draw(batch)`, or
    by its node, which stands for all draws of the node that are not named themselves.
    """
    known = "; ".join(draws)
    cause = f"the draws with base noise are {known}" if known else "nothing is sampled here"
    cure = did_you_mean(name, names) or "remove it"
    return Diagnostic("SGM613", f"no draw takes the noise of `{name}`", None, cause, cure)


@page("SGM614")
def wrong_noise(what: str, found: str, expected: str) -> Diagnostic:
    """Base noise has a shape or a type that its draw does not have.

    Noise has the shape of what is drawn, [B, …]; one uniform an example, [B], draws a class. Where
    an arrow draws k times, `{samples = k}`, it is [k, B, …], or flat with k outermost, [k·B, …].
    Nothing is broadcast. Its type is that of the model.
    """
    return Diagnostic("SGM614", f"{what} is {found}, not {expected}", None, "", f"give {expected}")


@page("SGM615")
def noise_in_part(together: Sequence[str], missing: Sequence[str]) -> Diagnostic:
    """Base noise for some of the draws that are made together.

    Draws of one family from one net are made by one call, so their noise is given for each of them,
    or for none.
    """
    message = f"the noise of {listed(missing)} is missing"
    cause = f"{listed(together)} are drawn together, and noise is given for some of them only"
    return Diagnostic("SGM615", message, None, cause, f"give the noise of {listed(missing)} too")


@page("SGM616")
def not_a_batch(
    found: str, names: Sequence[str], batches: int = 1, cure: str | None = None
) -> Diagnostic:
    """A batch that does not map nodes to tensors.

    A batch is a mapping, `{"x": images}`. A `DataLoader` is gone through, and one of a data set
    with labels gives a list: `for images, labels in loader: m.step({"x": images}, optimizers)`.
    Where a red arrow says `steps = k`, `m.step` takes a list of k batches:
    `m.step([batch_1, …, batch_k], optimizers)`.
    """
    shown = "{" + ", ".join(f"'{name}': …" for name in names) + "}"
    if batches > 1:
        message = f"a step takes a list of {batches} batches, and is given {found}"
        return Diagnostic("SGM616", message, None, "", f"write a list of {batches} times {shown}")
    message = f"the batch is {found}, not a mapping of nodes to tensors"
    return Diagnostic("SGM616", message, None, "", cure or f"write {shown}")


@page("SGM617")
def other_lengths(what: str, shown: str) -> Diagnostic:
    """The values of a batch are not equally many.

    The first axis of every tensor counts the examples, and the rows of all of them belong together.
    """
    message = f"{what} holds {shown}"
    return Diagnostic("SGM617", message, None, "", "give as many examples of each")


@page("SGM618")
def unknown_value(name: str, needs: Sequence[str]) -> Diagnostic:
    """A value is given that nothing depends on.

    `sample`, `infer` and `reconstruct` take the values of the nodes from which they start, by their
    names: `m.infer("z", x=images)`.
    """
    cause = f"what is taken is {listed(needs)}" if needs else "no value is taken"
    cure = did_you_mean(name, needs) or "remove it"
    return Diagnostic("SGM618", f"nothing here depends on `{name}`", None, cause, cure)


@page("SGM619")
def not_picklable(name: str) -> Diagnostic:
    """A model that waits for its shapes cannot be pickled, and so not be saved by `torch.save`.

    It has no parameters yet. Once a batch has shown the shapes, or where `schematic.compile` is
    given them, it is pickled and saved as any module is.
    """
    message = f"{name} cannot be pickled before its shapes are known"
    cause = "it has no parameters yet"
    cure = "give the shapes, `schematic.compile(s, shapes={'x': (1, 28, 28)})`, or a batch first"
    return Diagnostic("SGM619", message, None, cause, cure)


@page("SGM622")
def lone_example(label: str) -> Diagnostic:
    """A batch of one example, for a loss that compares examples with each other.

    Some terms are no means over single examples: they compare pairs of them, and a pair needs two.
    """
    message = f"the batch has one example, and {label} compares examples with each other"
    return Diagnostic("SGM622", message, None, "", "give at least two examples")


@page("SGM621")
def bounded_logits(factor: Factor, net: str, last: str, asked: str) -> Diagnostic:
    """A bound module ends in a bounded layer, and raw parameters are asked of it.

    A net returns raw parameters: the sigmoid or softmax is a part of the loss, and of what `sample`
    returns. A sigmoid or tanh before it keeps probabilities away from 0 and 1. A log-variance may
    be any number too: after a softplus no scale is below 1.
    """
    message = f"the module bound to `{net}` ends in {last}, and {asked} are asked of it"
    cause = f"the loss of `{factor}` applies a sigmoid or a softmax itself"
    if asked != "logits":
        message = f"the module bound to `{net}` ends in {last}, and {asked} is asked of it too"
        cause = f"`{factor}` takes its exponential, so it may be any number"
    cure = f"remove {last.replace('a ', 'the last ', 1)}"
    return Diagnostic("SGM621", message, factor.span, cause, cure, "warning")


@page("SGM641")
def not_called(name: str) -> Diagnostic:
    """A model is called, `m(batch)`, and there is no one thing that it could compute.

    A model has several losses, one for each player: `m.losses(batch)` gives them, and `m.sample`,
    `m.infer` and `m.reconstruct` give values. So wrappers that only pass on calls find nothing to
    pass on: `DistributedDataParallel(m)` would average no gradient, and `torch.compile(m)` would
    compile nothing.
    """
    message = f"{name} cannot be called: it has a loss for each player"
    cure = (
        "call `m.losses(batch)`. For one graph a step: `schematic.compile(s, fast=True)`, or "
        "`torch.compile(m.losses)`. For several processes: `torchrun -m schematic train`"
    )
    return Diagnostic("SGM641", message, None, "", cure)


@page("SGM642")
def other_type(first: str, its: str, second: str, others: str) -> Diagnostic:
    """Bound modules compute in different types, or on different devices.

    What one net returns, others read. Nets that are not bound take the type and the device of the
    modules that are.
    """
    message = f"the module bound to `{first}` is {its}, and that bound to `{second}` is {others}"
    cure = f"convert one of them first, such as `{second.lower()}.to(…)`"
    return Diagnostic("SGM642", message, None, "what one returns, the other may read", cure)


@page("SGM643")
def learns_nothing(factor: Factor, net: str, group: str, player: str, *, alone: bool) -> Diagnostic:
    """A net is trained, and no parameter of the module that is bound to it can learn.

    The module has no parameters, or all of them have `requires_grad = False`. A net that nobody
    trains says so in the spec: `T[frozen]`. It is an error where its player has no other parameter.
    """
    message = f"`{net}[{group}]` is trained, and no parameter of the module bound to it can learn"
    cause = "it has no parameters, or none with `requires_grad`"
    cause += f"; nor has any other net of {player}" if alone else ""
    cure = f"write `{net}[frozen]` in the spec, or call `requires_grad_(True)` of the module"
    return Diagnostic("SGM643", message, factor.span, cause, cure, "error" if alone else "warning")


@page("SGM644")
def never_frozen(factor: Factor, net: str, why: str) -> Diagnostic:
    """A bound module cannot be frozen for the while in which another player learns through it.

    A discriminator passes the gradient of a generator's loss on and keeps none for itself. Layers
    that are computed again in the backward pass (`torch.utils.checkpoint`) are no longer frozen by
    then, and a module in `DistributedDataParallel` waits for gradients that never come.
    """
    message = f"the module bound to `{net}` cannot pass on a gradient without keeping one"
    cure = f"bind to `{net}` the module without `torch.utils.checkpoint` and without a wrapper"
    return Diagnostic("SGM644", message, factor.span, why, cure)


@page("SGM645")
def in_evaluation(factor: Factor, net: str, layer: str) -> Diagnostic:
    """A module is bound in its evaluation mode, and is to be trained.

    Libraries hand out pretrained modules so. Then dropout drops nothing, and batch normalisation
    neither sees the batch nor keeps its averages. A module that nobody trains, `T[frozen]`, may be
    in either mode, and so may a part of a module.
    """
    message = f"the module bound to `{net}` is in evaluation mode, and has a {layer}"
    cure = "call `.train()` of it before it is bound, or of the model before it is trained"
    return Diagnostic("SGM645", message, factor.span, f"`{net}` is trained", cure, "warning")


@page("SGM511")
def not_invertible(factor: Factor, net: str, fault: str) -> Diagnostic:
    """A bound module does not keep what an invertible net promises.

    A module that is bound to an invertible net gets its first parent and then its conditions,
    [B, …] each, and returns a pair: the child's value, [B, …], and log|det ∂child/∂first|, [B] in
    nats. For a solid arrow it also has a method `inverse`, which gets the child's value and the
    conditions, and returns the first parent's value and the log|det| of that way back. Both are
    tried when the module is bound, against each other and against the Jacobian.
    """
    message = f"the module bound to `{net}` is not invertible as `{factor}` needs it: {fault}"
    cure = "return `(value, log_det)` from `forward`, and from `inverse` for a solid arrow"
    return Diagnostic("SGM511", message, factor.span, "", cure)


@page("SGM665")
def wrong_graph(what: str, off: str, allowed: str, rehearsed: int) -> Diagnostic:
    """A compiled step does something else than the plain one, and is not used.

    Before a compiled step is taken, it and the plain one are rehearsed on copies, on two batches
    with the same random numbers. Losses, gradients, updates, buffers and the number of random draws
    have to agree: to 1e-10 of the largest value in float64, 1e-4 in float32, 0.02 in float16 and
    where a GPU multiplies in TF32, 0.1 in bfloat16. Where they do not, a net does something that
    was fixed when the step was traced, or the compiler is wrong.
    """
    message = f"steps stay eager, for the compiled one is another: {what} differs"
    cause = f"by {off}, where {allowed} is allowed, in rehearsed step {rehearsed}"
    cure = "let nets read tensors, parameters and buffers alone; or leave `fast` out"
    return Diagnostic("SGM665", message, None, cause, cure, "warning")


@page("SGM666")
def uncertified(why: str) -> Diagnostic:
    """Nothing can say whether a compiled step does what the plain one does, so it is not used.

    A net that counts its calls, or keeps what it has seen outside of its buffers, does something
    else at every step, and no graph does that. Neither does a graph draw random numbers from
    Python's or NumPy's generator.
    """
    message = f"steps stay eager, for the compiled one cannot be certified: {why}"
    cure = "change buffers in place, draw with PyTorch's generator; or leave `fast` out"
    return Diagnostic("SGM666", message, None, "", cure, "warning")


@page("SGM667")
def no_graph(why: str) -> Diagnostic:
    """A step cannot be compiled, and is taken as it is written.

    A net may branch on the values of a tensor, optimizers may not be those of `m.optimizers()`, a
    hook may stand on a parameter, or there is no C++ compiler. Steps of several processes, which
    exchange gradients, are not compiled.
    """
    message = f"steps stay eager, for no graph was made: {why}"
    return Diagnostic(
        "SGM667", message, None, "", "remove the obstacle, or leave `fast` out", "warning"
    )
