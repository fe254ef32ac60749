"""The scripts that `sgm train conv-gan` and `sgm train conv-vae` are compared with.

    python benchmarks/images/script.py conv-gan --data FOLDER --steps 2000 --lr 2e-4 --out s.npy

They are written as PyTorch's examples `dcgan` and `vae` are: the same nets, steps, batches,
optimizers and schedule as the runs, and nothing of this project.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, TensorDataset

HEADER = 16  # bytes of an idx file of images
CODE, NOISE = 16, 64  # numbers of z


def main() -> None:
    """Train one model, and write samples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", choices=("conv-gan", "conv-vae"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    images = read_images(options.data)
    train = {"conv-gan": train_gan, "conv-vae": train_vae}[options.model]
    generator = train(images, options.steps, options.batch, options.lr)
    np.save(options.out, sample(generator, options.samples).numpy())


def read_images(folder: Path) -> Tensor:
    """The training images, float32 [N, 1, 28, 28] in [0, 1]."""
    (path,) = folder.glob("train-images-idx3-ubyte*")
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=HEADER)
    return torch.from_numpy(pixels.reshape(-1, 1, 28, 28) / np.float32(255))


def batches(images: Tensor, size: int, steps: int) -> Iterator[Tensor]:
    """As many batches, through the shuffled images again and again."""
    loader = DataLoader(TensorDataset(images), size, shuffle=True, drop_last=True)
    while True:
        for (batch,) in loader:
            yield batch
            steps -= 1
            if steps == 0:
                return


def falling(optimizer: torch.optim.Optimizer, steps: int) -> LambdaLR:
    """The learning rate falls to 0 over the second half of the steps."""
    return LambdaLR(optimizer, lambda step: min(1.0, (steps - step) / (steps / 2)))


def upwards(inputs: int) -> nn.Sequential:
    """Numbers → an image of 28×28 in [0, 1]."""
    return nn.Sequential(
        nn.Linear(inputs, 64 * 7 * 7),
        nn.Unflatten(1, (64, 7, 7)),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1),
        nn.Sigmoid(),
    )


class Downwards(nn.Module):
    """An image of 28×28 → numbers, by one or several last layers."""

    def __init__(self, activation: nn.Module, *outputs: int) -> None:
        """Take the activation, and how many numbers each last layer gives."""
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(1, 32, 4, stride=2, padding=1),
            activation,
            nn.Conv2d(32, 64, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(64),
            activation,
            nn.Flatten(),
        )
        self.heads = nn.ModuleList(nn.Linear(64 * 7 * 7, width) for width in outputs)

    def forward(self, x: Tensor) -> list[Tensor]:
        """What each last layer says."""
        h = self.trunk(x)
        return [head(h) for head in self.heads]


def init_weights(module: nn.Module) -> None:
    """As a DCGAN begins."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def train_gan(images: Tensor, steps: int, size: int, lr: float) -> nn.Module:
    """A DCGAN."""
    g, d = upwards(NOISE), Downwards(nn.LeakyReLU(0.2), 1)
    g.apply(init_weights)
    d.apply(init_weights)
    optimizers = [torch.optim.Adam(net.parameters(), lr=lr, betas=(0.5, 0.999)) for net in (d, g)]
    of_d, of_g = optimizers
    schedulers = [falling(optimizer, steps) for optimizer in optimizers]
    criterion = nn.BCELoss()
    ones, zeros = torch.ones(size, 1), torch.zeros(size, 1)
    for x in batches(images, size, steps):
        of_d.zero_grad()
        criterion(torch.sigmoid(d(x)[0]), ones).backward()
        fake = g(torch.randn(size, NOISE))
        criterion(torch.sigmoid(d(fake.detach())[0]), zeros).backward()
        of_d.step()
        of_g.zero_grad()
        criterion(torch.sigmoid(d(fake)[0]), ones).backward()
        of_g.step()
        for scheduler in schedulers:
            scheduler.step()
    return g


def train_vae(images: Tensor, steps: int, size: int, lr: float) -> nn.Module:
    """A VAE."""
    encoder, decoder = Downwards(nn.ReLU(), CODE, CODE), upwards(CODE)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=lr)
    scheduler = falling(optimizer, steps)
    for x in batches(images, size, steps):
        loc, log_var = encoder(x)
        z = loc + torch.exp(0.5 * log_var) * torch.randn_like(loc)
        nll = F.binary_cross_entropy(decoder(z), x, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_var - loc.pow(2) - log_var.exp())
        optimizer.zero_grad()
        ((nll + kl) / size).backward()
        optimizer.step()
        scheduler.step()
    return decoder


@torch.no_grad()
def sample(generator: nn.Module, count: int) -> Tensor:
    """Images, 500 at a time."""
    generator.eval()
    width = generator[0].in_features
    return torch.cat([generator(torch.randn(500, width)) for _ in range(-(-count // 500))])[:count]


if __name__ == "__main__":
    main()
