"""Steps with every derivative written by hand: how fast PyTorch's kernels can be called at all.

No modules, no autograd, no optimizer: matrices, and the fused kernel of Adam.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import softplus

from benchmarks.cases import BETAS, LR, Case, normal
from benchmarks.contest import Contestant, Losses, Noise


class Perceptron:
    """Linear layers with ReLU between them: forward, backward."""

    def __init__(self, net: nn.Module) -> None:
        """Take the weights."""
        layers = [layer for layer in net.modules() if isinstance(layer, nn.Linear)]
        self.weights = [layer.weight.detach() for layer in layers]
        self.biases = [layer.bias.detach() for layer in layers]
        self.inputs: list[Tensor] = []

    @property
    def parameters(self) -> list[Tensor]:
        """Weights and biases, layer by layer from the last."""
        pairs = zip(reversed(self.weights), reversed(self.biases), strict=True)
        return [tensor for pair in pairs for tensor in pair]

    def forward(self, x: Tensor) -> Tensor:
        """The output, [B, outputs]."""
        self.inputs = []
        for weight, bias in zip(self.weights, self.biases, strict=True):
            if self.inputs:
                x = x.relu_()
            self.inputs.append(x)
            x = torch.addmm(bias, x, weight.t())
        return x

    def to_inputs(self, slope: Tensor) -> Tensor:
        """The gradient at the input, from the gradient at the output."""
        for weight, x in zip(reversed(self.weights[1:]), reversed(self.inputs[1:]), strict=True):
            slope = torch.ops.aten.threshold_backward(slope.mm(weight), x, 0)
        return slope.mm(self.weights[0])

    def to_parameters(self, slope: Tensor) -> tuple[list[Tensor], Tensor]:
        """The gradients of the parameters, and at the output of the first layer."""
        found = []
        for number in range(len(self.weights) - 1, -1, -1):
            found += [slope.t().mm(self.inputs[number]), slope.sum(0)]
            if number:
                slope = torch.ops.aten.threshold_backward(
                    slope.mm(self.weights[number]), self.inputs[number], 0
                )
        return found, slope


class Adam:
    """The fused kernel and its state."""

    def __init__(self, *nets: Perceptron) -> None:
        """Begin at zero."""
        self.parameters = [tensor for net in nets for tensor in net.parameters]
        self.first, self.second = ([torch.zeros_like(p) for p in self.parameters] for _ in range(2))
        self.steps = [torch.zeros(()) for _ in self.parameters]

    def step(self, gradients: list[Tensor]) -> None:
        """One update."""
        torch._foreach_add_(self.steps, 1)
        torch._fused_adam_(
            self.parameters,
            gradients,
            self.first,
            self.second,
            [],
            self.steps,
            lr=LR,
            beta1=BETAS[0],
            beta2=BETAS[1],
            weight_decay=0.0,
            eps=1e-8,
            amsgrad=False,
            maximize=False,
        )


def vae(case: Case) -> Contestant:
    """A variational autoencoder."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    encoder, decoder = Perceptron(nets["E"]), Perceptron(nets["G"])
    optimizer = Adam(encoder, decoder)

    @torch.no_grad()
    def step(noise: Noise) -> Losses:
        raw = encoder.forward(x)
        loc, log_var = raw.chunk(2, dim=1)
        eps = normal(noise, "z", size, width)
        spread = torch.exp(0.5 * log_var) * eps
        logits = decoder.forward(loc + spread)
        excess = torch.expm1(log_var)
        kl = 0.5 * (loc**2 + excess - log_var).sum()
        loss = (cross_entropy(logits, x, reduction="sum") + kl) / size
        of_decoder, slope = decoder.to_parameters((torch.sigmoid(logits) - x) / size)
        at_z = slope.mm(decoder.weights[0])
        at_log_var = 0.5 * (at_z * spread + excess / size)
        of_encoder, _ = encoder.to_parameters(torch.cat([at_z + loc / size, at_log_var], 1))
        optimizer.step(of_encoder + of_decoder)
        return {"theta,eta": loss}

    return Contestant("explicit", step, {})


def gan(case: Case) -> Contestant:
    """A generative adversarial net."""
    nets, x, (size, width) = case.nets(), case.batch["x"], (case.size.batch, case.size.z)
    g, d = Perceptron(nets["G"]), Perceptron(nets["D"])
    optimizer_d, optimizer_g = Adam(d), Adam(g)
    labels = torch.cat([torch.ones(size, 1), torch.zeros(size, 1)])

    @torch.no_grad()
    def step(noise: Noise) -> Losses:
        fake = torch.sigmoid(g.forward(normal(noise, "z", size, width)))
        logits = d.forward(torch.cat([x, fake]))
        d_loss = cross_entropy(logits, labels)
        optimizer_d.step(d.to_parameters((torch.sigmoid(logits) - labels) / (2 * size))[0])
        logits = d.forward(fake)
        loss = softplus(-logits).mean()
        at_fake = d.to_inputs((torch.sigmoid(logits) - 1) / size)
        optimizer_g.step(g.to_parameters(torch.ops.aten.sigmoid_backward(at_fake, fake))[0])
        return {"phi": d_loss, "theta": loss}

    return Contestant("explicit", step, {})


SCRIPTS: Mapping[str, Callable[[Case], Contestant]] = {"vae": vae, "gan": gan}
