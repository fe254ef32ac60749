"""The findings of compilation and of batches. Each docstring is the finding's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import did_you_mean, page
from schematic.graph import Factor, Node


@page("SGM601")
def unknown_net(name: str, known: Iterable[str]) -> Diagnostic:
    """A module is bound to a net that no factor names.

    `schematic.compile(s, nets={"G": module})` binds by the names in the spec's brackets: `G[θ]`.
    """
    message = f"no factor names a net `{name}`"
    return Diagnostic("SGM601", message, None, "", did_you_mean(name, known))


@page("SGM602")
def not_a_module(name: str, found: str) -> Diagnostic:
    """What is bound to a net is no `torch.nn.Module`."""
    message = f"net `{name}` is bound to {found}, which is no torch.nn.Module"
    return Diagnostic("SGM602", message, None, "", "bind an instance of a torch.nn.Module")


@page("SGM603")
def wrong_output(factor: Factor, net: str, found: str, expected: str, raw: str) -> Diagnostic:
    """A bound module does not fit its factor.

    A bound module gets the factor's parents as positional arguments, [B, …] each, and returns the
    raw parameters of the child's law: logits for Bernoulli and Categorical; for Normal a location
    and a log-variance joined on the last axis (channels for images); for a hollow factor the
    logits or the location alone. Classes come as integers [B].
    """
    message = f"the module bound to `{net}` returns {found}, not {expected}"
    cause = f"`{factor}` asks it for {raw} of `{factor.child}`"
    return Diagnostic("SGM603", message, factor.span, cause, "change its last layer")


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


@page("SGM607")
def unknown_shape(node: Node, why: str) -> Diagnostic:
    """A node has no shape, and there are no data at hand to take it from.

    `unit ~ data` takes its shape from the data. Where there are none, name it: `--shape
    x=1,28,28`, or `schematic.compile(s, shapes={"x": (1, 28, 28)})`, or in the spec.
    """
    message = f"`{node.name}` has no shape yet, so {why}"
    cure = (
        f"take it from data, --data digits; or name it, --shape {node.name}=1,28,28; in Python "
        f"shapes={{'{node.name}': (1, 28, 28)}}"
    )
    if not node.is_data:
        cure = f"write it in the spec: `{node.name} : {node.space.kind.value}[8]`"
    return Diagnostic("SGM607", message, node.span, "", cure)


@page("SGM608")
def missing_in_batch(name: str, found: Sequence[str], labels: Sequence[str]) -> Diagnostic:
    """A batch lacks the values of a data node.

    A batch maps each data node to a tensor, `{"x": [B, 1, 28, 28]}`; a node with `data by y` maps
    to one tensor a label, `{"z": {"source": …, "target": …}}`.
    """
    shape = "{" + ", ".join(f"'{label}': …" for label in labels) + "}" if labels else "a tensor"
    message = f"the batch has no `{name}`"
    has = ", ".join(map(str, found)) or "nothing"
    return Diagnostic("SGM608", message, None, f"it has {has}", f"add '{name}': {shape}")


@page("SGM609")
def wrong_batch(name: str, found: str, expected: str) -> Diagnostic:
    """A tensor in a batch has a shape or a type that the node does not have."""
    message = f"`{name}` in the batch is {found}, not {expected}"
    return Diagnostic("SGM609", message, None, "", f"give {expected}")


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
