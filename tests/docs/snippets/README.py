"""What the page takes for granted."""

import torch
from torch import Tensor, nn


class Generator(nn.Module):
    """What a reader may have: codes [B, 64] to logits of images [B, 1, 28, 28]."""

    def __init__(self) -> None:
        super().__init__()
        self.map = nn.Linear(64, 28 * 28)

    def forward(self, z: Tensor) -> Tensor:
        images: Tensor = self.map(z)
        return images.reshape(-1, 1, 28, 28)


my_generator = Generator()
images = torch.rand(8, 1, 28, 28)
