"""What the page takes for granted."""

import torch
from torch.utils.data import TensorDataset

my_dataset = TensorDataset(torch.rand(64, 2))
