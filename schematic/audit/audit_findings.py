"""The findings about a user's loss function, and about what it is audited with."""

from __future__ import annotations

from collections.abc import Sequence

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page


@page("SGM654")
def wrong_players(
    found: Sequence[str], missing: Sequence[str], players: Sequence[str]
) -> Diagnostic:
    """A loss function does not return a loss for each player.

    It returns a mapping with the names of the players, `{"phi": …, "theta": …}`; groups that learn
    together are one player, `{"theta,eta": …}`. `sgm derive` prints the players.
    """
    message = "the function returns no loss of " + " and ".join(f"`{name}`" for name in missing)
    if not missing:
        unknown = [name for name in found if name not in players]
        message = "the function returns losses of " + ", ".join(f"`{name}`" for name in unknown)
    cause = f"it returns {', '.join(found) or 'nothing'}"
    return Diagnostic("SGM654", message, None, cause, _mapping(players))


@page("SGM691")
def no_mapping(found: str, players: Sequence[str]) -> Diagnostic:
    """A loss function does not return a mapping.

    It returns a loss for each player by its name, `{"phi": …, "theta": …}`, even where there is one
    player alone.
    """
    message = f"the function returns a `{found}`, not a mapping of players to losses"
    return Diagnostic("SGM691", message, None, "", _mapping(players))


def _mapping(players: Sequence[str]) -> str:
    return "return {" + ", ".join(f'"{name}": …' for name in players) + "}"


@page("SGM655")
def no_loss(what: str, found: str) -> Diagnostic:
    """What a loss function returns for a player is not a scalar tensor in float64.

    A loss is a tensor of one number, of which a gradient can be taken: a mean over the batch, not a
    value an example, and not a Python number, which has no gradient. Nets, batch and noise are in
    float64; a loss in float32 means that something on the way was converted, and then equality
    cannot be told from rounding.
    """
    cure = "return a tensor of one number, such as `each.mean()`, and convert nothing to float32"
    return Diagnostic("SGM655", f"{what} is {found}", None, "", cure)


@page("SGM656")
def raises(fault: str, where: str, batch: Sequence[str], noise: Sequence[str]) -> Diagnostic:
    """A loss function raises an error.

    It is called as `losses(nets, batch, noise)`: modules by their names in the spec, data by their
    nodes, and base noise by draw, as `m.losses` takes them. A net gets the parents of its arrow,
    one by one, and returns raw parameters. Shapes are those of the spec, or of `--shape`.
    """
    cause = f"the batch has {', '.join(batch) or 'nothing'}; noise has {', '.join(noise) or 'none'}"
    message = f"the function raises {fault}"
    cure = f"mend {where}" if where else "mend the function"
    if "dtype" in fault or "Float and Double" in fault or "Double and Float" in fault:
        cure += (
            "; nets, batch and noise are in float64, so make tensors like them: torch.ones_like(x)"
        )
    return Diagnostic("SGM656", message, None, cause, cure)


@page("SGM685")
def other_arguments(found: str) -> Diagnostic:
    """A loss function that does not take nets, batch and noise.

    `audit` calls it as `losses(nets, batch, noise)`, with three arguments in this order, whatever
    their names. A class, or a method without its object, is no such function.
    """
    message = f"the function is `{found}`, which cannot be called with three arguments"
    cure = "write `def losses(nets, batch, noise):`; what it needs besides may have a default"
    return Diagnostic("SGM685", message, None, "it is called as losses(nets, batch, noise)", cure)


@page("SGM658")
def not_finite(what: str, found: str) -> Diagnostic:
    """A loss is not a number, or infinite, or its gradient is.

    The logarithm of a probability that rounds to 0 is the usual reason: take losses of logits, such
    as `binary_cross_entropy_with_logits`, and `logsumexp` in the place of a logarithm of a sum. The
    square root and the norm have no gradient at 0.
    """
    cure = "compute with logits and logarithms, such as binary_cross_entropy_with_logits"
    return Diagnostic("SGM658", f"{what} is {found}", None, "", cure)


@page("SGM659")
def own_randomness(player: str, names: Sequence[str], dropping: Sequence[str]) -> Diagnostic:
    """A loss function draws random numbers of its own.

    Called twice with the same nets, batch and noise it returned two values. A loss can be compared
    with another one only where both see the same noise, so all base noise comes as an argument:
    `noise["z"]` is the sample of a standard Normal prior, ε of a reparameterised Normal, and
    uniforms for everything else. Nets come in evaluation mode, in which dropout drops nothing; only
    batch norms are in training mode. So a function leaves the modes of nets as they are.
    """
    message = f"the loss of {player} is another one when the function is called again"
    if dropping:
        nets = " and ".join(f"`{net}`" for net in dropping)
        cause = f"{nets} is in training mode and drops values: the function calls train()"
        cure = "leave the modes of the nets as they are; batch norms are in training mode already"
        return Diagnostic("SGM659", message, None, cause, cure)
    cause = "it draws random numbers of its own, or keeps something from call to call"
    known = ", ".join(f'noise["{name}"]' for name in names) or "no noise: nothing is sampled here"
    return Diagnostic("SGM659", message, None, cause, f"take what is random from {known}")


@page("SGM683")
def changes_nets(what: str) -> Diagnostic:
    """A loss function changes what it is given.

    A loss is computed; it takes no step. Parameters and buffers of the nets are the same after the
    call, and so is whether they learn: `backward()`, `optimizer.step()`, weight clipping and
    `requires_grad_(False)` for good stand in the training loop.
    """
    message = f"the function changes {what}"
    cure = "return losses, and leave steps and modes to the loop"
    return Diagnostic("SGM683", message, None, "", cure)


@page("SGM684")
def not_in_double(net: str, found: str) -> Diagnostic:
    """A net that is given to `audit` is not a module in float64.

    `audit` compares to rounding, so nets compute in float64. Those that are not given are made by
    the compiler, in float64.
    """
    message = f"the net `{net}` is {found}"
    return Diagnostic("SGM684", message, None, "", f"give a module in float64: `{net}.double()`")


@page("SGM690")
def no_script(what: str, cause: str, cure: str) -> Diagnostic:
    """A script that `sgm audit` cannot take a loss function from.

    `sgm audit SPEC SCRIPT.py` runs the script and calls its function `losses(nets, batch, noise)`;
    `SCRIPT.py:name` names another one.
    """
    return Diagnostic("SGM690", what, None, cause, cure)
