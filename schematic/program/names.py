"""Names of nodes, draws and nets → names that are safe in the emitted Python."""

from __future__ import annotations

import keyword

from schematic.families import FAMILIES
from schematic.families.games import GAMES
from schematic.families.table import CLOSED_KL

_LOCAL = {"batch", "noise", "self", "optimizers", "losses", "loss", "n", "node", "given", "draws"}
_IMPORTED = {"torch", "nn", "F", "math", "Tensor", "annotations", "reduce", "add", "sys"}
_HELPERS = {
    *("Adam", "frozen", "pick", "pick_each", "need", "one_hot", "join", "join_maps", "tile"),
    *("batch_mean", "sigmoid"),
}
_KERNELS = (
    {kernel for f in FAMILIES.values() for form in f.forms for kernel in (form.nll, form.draw)}
    | {form.mean for f in FAMILIES.values() for form in f.forms}
    | {row.kernel for row in CLOSED_KL}
    | {"gradient_penalty", "relu", "softplus"}
    | {game.both for game in GAMES.values()}
)
RESERVED = frozenset(_LOCAL | _IMPORTED | _HELPERS | {k for k in _KERNELS if k})

# What torch.nn.Module already calls something, and what emitted models define.
MODULE_NAMES = frozenset(
    """
    add_module apply bfloat16 buffers call_super_init children compile cpu cuda double draw
    dump_patches eager_step eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule graphs half head infer ipu load_state_dict losses modules mtia named_buffers
    named_children named_modules named_parameters nets optimizers parameters players
    reconstruct register_backward_hook register_buffer register_forward_hook
    register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook
    requires_grad_ sample set_extra_state set_submodule share_memory state_dict step terms to
    to_empty train training trunk type xpu zero_grad
    """.split()  # noqa: SIM905 (a list would take a page)
)


def variable(name: str) -> str:
    """A local variable for a draw or a node."""
    return f"{name}_" if keyword.iskeyword(name) or name in RESERVED else name


def attribute(net: str) -> str:
    """The attribute of the model that holds a net."""
    return f"{net}_" if keyword.iskeyword(net) or net in MODULE_NAMES else net


def method(player: str) -> str:
    """The method that gives a player's terms."""
    return player.replace(",", "_") + "_terms"


class Namer:
    """Fresh names within one function."""

    def __init__(self, taken: set[str]) -> None:
        """Start with the names that are taken."""
        self.taken = set(taken)

    def __call__(self, wish: str) -> str:
        """The wish, or the wish with a number behind it."""
        name, number = variable(wish), 2
        while name in self.taken:
            name, number = f"{wish}_{number}", number + 1
        self.taken.add(name)
        return name
