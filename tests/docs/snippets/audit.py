"""What the page takes for granted."""

import torch
from torch import nn

import schematic

s = schematic.load("vae")
my_generator = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 5)).double()
images = (torch.rand(8, 5, dtype=torch.float64) > 0.5).double()
