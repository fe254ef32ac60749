"""An error in one of several processes → one message to the user, and an end for all of them.

Every process that ends writes a word into the store that torchrun keeps. From these words each of
the others knows who reports an error of its own, who only lost contact, and who wrote nothing: such
a process is lost.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import torch.distributed as dist
from torch.distributed.distributed_c10d import Store

from schematic.training.signals import CAUGHT, heard
from schematic.training.training_errors import EndedElsewhereError, LostProcessError, TrainingError

Outlook = Callable[[], tuple[str, str]]

CONTACT = "lost contact"
GRACE = 3.0  # seconds in which the others may leave a word
LIMIT = 20.0  # seconds from a signal to the end; torchrun kills after 30
POLL = 0.02
LOST_CONTACT = re.compile(
    "gloo|nccl|connection|socket|broken pipe|timed out|timeout", re.IGNORECASE
)


class Roll:
    """The store in which each process writes a word when it ends."""

    def __init__(self, store: Store, rank: int, size: int) -> None:
        """Take a store that outlives the processes."""
        self.store, self.rank, self.size = store, rank, size

    def leave(self, word: str) -> None:
        """Write the word of this process."""
        try:
            self.store.set(str(self.rank), word)
        except RuntimeError:
            return  # the store is gone, and with it whoever could read

    def words(self, ranks: range) -> dict[int, str]:
        """Return the words of some processes; a process that wrote none in time is left out."""
        found: dict[int, str] = {}
        end = time.monotonic() + GRACE
        while len(found) < len(ranks) and time.monotonic() < end:
            try:
                fresh = [r for r in ranks if r not in found and self.store.check([str(r)])]
                found |= {rank: self.store.get(str(rank)).decode() for rank in fresh}
            except RuntimeError:
                break
            time.sleep(POLL)
        return found


def conclude(error: BaseException, roll: Roll, outlook: Outlook) -> BaseException:
    """Return the error with which this process is to end.

    Args:
        error: the error of this process.
        roll: the words of all processes.
        outlook: gives what is left of the training, and how to go on.

    Returns:
        The error itself where this process reports it; LostProcessError where other processes are
        lost; EndedElsewhereError where another process reports the error.
    """
    if isinstance(error, EndedElsewhereError):
        return error
    if has_lost_contact(error):
        roll.leave(CONTACT)
        words = roll.words(range(roll.size))
        told = any(word != CONTACT for word in words.values())
        lost = [rank for rank in range(roll.size) if rank not in words]
        return EndedElsewhereError() if told else _lost(lost, error, roll, outlook)
    word = f"{type(error).__name__}: {error}"
    roll.leave(word)
    if word in roll.words(range(roll.rank)).values():
        return EndedElsewhereError(getattr(error, "status", EndedElsewhereError.status))
    if isinstance(error, TrainingError) and roll.rank:
        return type(error)(f"rank {roll.rank} of {roll.size}: {error.message}", error.cure)
    return error


def has_lost_contact(error: BaseException) -> bool:
    """Return whether a collective failed because another process is gone or stuck."""
    if isinstance(error, dist.DistError):
        return True
    return type(error) is RuntimeError and LOST_CONTACT.search(str(error)) is not None


def _lost(ranks: list[int], error: BaseException, roll: Roll, outlook: Outlook) -> LostProcessError:
    many = "s" if len(ranks) > 1 else ""
    who = f"process{'es' * bool(many)} of rank{many} {', '.join(map(str, ranks))}" if ranks else ""
    reason = str(error).splitlines()[0].split("] ", 1)[-1].split(". ")[0]
    left, cure = outlook()
    return LostProcessError(
        f"lost the {who or 'others'} of {roll.size}, which left no word ({reason}); {left}", cure
    )


@contextmanager
def watch(outlook: Outlook) -> Iterator[None]:
    """Within this context, end a process that is told to stop, even if a collective blocks it.

    Python handles a signal only between two of its own instructions, so a thread listens at the
    socket to which the interpreter writes the number of each signal. When one process is lost,
    torchrun tells the others to stop while they already have an error to report.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    listen, speak = socket.socketpair()
    speak.setblocking(False)
    over = threading.Event()
    threading.Thread(target=_end_late, args=(listen, over, outlook), daemon=True).start()
    wakeup = signal.set_wakeup_fd(speak.fileno(), warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, _interrupt) for number in heard()}
    try:
        yield
    except BaseException:
        handlers = dict.fromkeys(handlers, signal.SIG_IGN)
        raise
    finally:
        over.set()
        signal.set_wakeup_fd(wakeup)
        speak.close()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, unless an error is being handled already."""
    if sys.exc_info()[1] is None:
        raise KeyboardInterrupt


def _end_late(listen: socket.socket, over: threading.Event, outlook: Outlook) -> None:
    with listen:
        while number := listen.recv(1):
            if number[0] in CAUGHT and not over.wait(LIMIT):
                left, cure = outlook()
                name = signal.Signals(number[0]).name
                message = f"{name} while waiting for another process; {left}\n  cure: {cure}"
                print(f"sgm: error: {message}", file=sys.stderr, flush=True)
                os._exit(LostProcessError.status)
