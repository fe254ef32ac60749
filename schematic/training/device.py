"""The name of a device → the device; and the random generators that noise on it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch

from schematic.training.training_errors import TrainingError

AVAILABLE: Mapping[str, Callable[[], bool]] = {
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
    "cpu": lambda: True,
}  # in the order in which `auto` prefers them


def find_device(name: str) -> torch.device:
    """Return the device of a name; `auto` stands for the fastest one of this machine.

    Raises:
        TrainingError: this machine, or this build of torch, does not have the device.
    """
    if name == "auto":
        name = next(device for device, there in AVAILABLE.items() if there())
    if name not in AVAILABLE or not AVAILABLE[name]():
        there = ", ".join(device for device, is_there in AVAILABLE.items() if is_there())
        raise TrainingError(f"no device `{name}` here", f"choose --device auto, or: {there}")
    return torch.device(name)


@contextmanager
def fixed_noise(seed: int, device: torch.device) -> Iterator[None]:
    """Draw noise from a seed within this context, and restore the generators afterwards."""
    if device.type == "cpu":
        before = torch.get_rng_state()
        torch.default_generator.manual_seed(seed % 2**63)
        try:
            yield
        finally:
            torch.set_rng_state(before)
        return
    with torch.random.fork_rng([device], device_type=device.type):
        torch.manual_seed(seed % 2**63)
        yield


@contextmanager
def kept_noise(device: torch.device) -> Iterator[None]:
    """Restore the generators of noise, those of the CPU and of a device, after this context."""
    devices = {torch.device("cpu"), device}
    before = {each: get_random_state(each) for each in devices}
    try:
        yield
    finally:
        for each, state in before.items():
            set_random_state(each, state)


def get_random_state(device: torch.device) -> torch.Tensor:
    """Return the state of the generator of a device, uint8 [bytes] on the CPU."""
    if device.type == "cpu":
        return torch.get_rng_state()
    if device.type == "cuda":
        return torch.cuda.get_rng_state(device)
    return torch.mps.get_rng_state()


def set_random_state(device: torch.device, state: torch.Tensor) -> None:
    """Put the generator of a device into a state, uint8 [bytes], that it was in before."""
    if device.type == "cpu":
        torch.set_rng_state(state)
    elif device.type == "cuda":
        torch.cuda.set_rng_state(state, device)
    else:
        torch.mps.set_rng_state(state)


def noise_seed(seed: int, rank: int, step: int) -> int:
    """Return the seed of a process's noise from a step on; the first process begins with `seed`.

    Args:
        seed: of the run.
        rank: of the process.
        step: the step at which its noise begins.
    """
    if (rank, step) == (0, 0):
        return seed % 2**63
    digest = hashlib.sha256(f"{seed} {rank} {step}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 2**63
