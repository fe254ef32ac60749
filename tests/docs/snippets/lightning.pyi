"""As much of Lightning as the pages use."""

from typing import Any

import torch
from torch import nn

class LightningModule(nn.Module):
    automatic_optimization: bool
    def optimizers(self) -> list[torch.optim.Optimizer]: ...
    def log_dict(self, dictionary: Any, prog_bar: bool = ...) -> None: ...
