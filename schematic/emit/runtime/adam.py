"""An Adam that calls PyTorch's fused kernel itself.

On small nets the bookkeeping of `torch.optim.Adam` costs as much as the kernel.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor


def laid_out(gradients: list[Tensor], parameters: Sequence[Tensor]) -> list[Tensor]:
    """Gradients that lie in memory as their parameters do.

    The fused kernel takes that for granted, and computes another update where it is not so. A
    backward pass lays `.grad` out so, but `torch.autograd.grad` does not: the gradient of a
    convolution's weight lies as its maps do.
    """
    if all(map(Tensor.is_contiguous, (*parameters, *gradients))):
        return gradients
    return [
        gradient if gradient.stride() == like.stride() else torch.empty_like(like).copy_(gradient)
        for gradient, like in zip(gradients, parameters, strict=True)
    ]


class Adam(torch.optim.Adam):
    """Adam that goes straight to PyTorch's fused kernel where nothing is unusual.

    Updates, state and checkpoints are those of `torch.optim.Adam(…, fused=True)`.
    """

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """One update."""
        group = self.param_groups[0]
        parameters = group["params"]
        gradients = self._gradients(parameters)
        complete = len(parameters) == len(gradients)
        if closure or not complete or not self._is_usual(group):
            whole = torch.optim.Adam.step
            hooked = whole if hasattr(whole, "hooked") else self.profile_hook_step(whole)
            for other in self.param_groups[1:]:
                self._gradients(other["params"])
            result = hooked(self, closure)
            self._count(p for each in self.param_groups for p in each["params"])
            return result
        states = [self.state[p] or self._begin(p) for p in parameters]
        steps = [state["step"] for state in states]
        torch._foreach_add_(steps, 1)
        torch._fused_adam_(
            parameters,
            gradients,
            [state["exp_avg"] for state in states],
            [state["exp_avg_sq"] for state in states],
            [],
            steps,
            lr=group["lr"],
            beta1=group["betas"][0],
            beta2=group["betas"][1],
            weight_decay=group["weight_decay"],
            eps=group["eps"],
            amsgrad=False,
            maximize=group["maximize"],
        )
        self._count(parameters)
        return None

    step.hooked = True  # or PyTorch would wrap it, for longer than the kernel takes

    def _begin(self, parameter: Tensor) -> dict[str, Tensor]:
        """What Adam keeps of a parameter, before its first step, as PyTorch begins it.

        PyTorch's own step would import its compiler, which takes as long as importing torch.
        """
        begun = {
            "step": torch.zeros((), dtype=torch.float32, device=parameter.device),
            "exp_avg": torch.zeros_like(parameter, memory_format=torch.preserve_format),
            "exp_avg_sq": torch.zeros_like(parameter, memory_format=torch.preserve_format),
        }
        self.state[parameter] = begun
        return begun

    @staticmethod
    def _gradients(parameters: Iterable[Tensor]) -> list[Tensor]:
        """The dense gradients, from now on laid out as their parameters."""
        learning = [p for p in parameters if p.grad is not None and not p.grad.is_sparse]
        found = [p.grad for p in learning if p.grad is not None]
        if (again := laid_out(found, learning)) is not found:
            for parameter, gradient in zip(learning, again, strict=True):
                parameter.grad = gradient
        return again

    @staticmethod
    def _count(parameters: Iterable[Tensor]) -> None:
        """Tell autograd that parameters have changed, so that a loss from before is refused.

        The fused kernel does not, though PyTorch's other ways to take a step do.
        """
        torch.autograd.graph.increment_version(list(parameters))

    def _is_usual(self, group: Mapping[str, Any]) -> bool:
        """Whether the fused kernel does all there is to do, and nobody else waits for a step."""
        kinds = {(p.dtype, p.device) for p in group["params"]}
        odd = group["amsgrad"] or group.get("decoupled_weight_decay") or hasattr(self, "grad_scale")
        shared = sys.modules[torch.optim.Optimizer.__module__]
        hooks = self._optimizer_step_pre_hooks or self._optimizer_step_post_hooks
        hooks = hooks or shared._global_optimizer_pre_hooks or shared._global_optimizer_post_hooks
        return len(self.param_groups) == len(kinds) == 1 and group["fused"] and not (odd or hooks)


class LeanAdam:
    """A model whose optimizers spend little time beside their kernels."""

    def optimizers(self, *arguments: Any, **given: Any) -> dict[str, torch.optim.Optimizer]:
        """The model's optimizers, each as an `Adam` that calls the fused kernel itself."""
        plain = super().optimizers(*arguments, **given)  # type: ignore[misc]
        return {player: Adam(o.param_groups, **o.defaults) for player, o in plain.items()}
