"""A safetensors file ⇄ the same file with a checksum over all of it, tensors and metadata.

The SHA-256 of the whole file stands in its own metadata: it is computed while 64 zeros stand in its
place. So every flipped bit is found, wherever it is, and the file stays one that any reader of
safetensors can read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

KEY = "checksum"
BLANK = "0" * 64
STATE = "state"
_SIZE = 8  # bytes in which the length of the header stands, the smallest first


def seal(content: bytes) -> tuple[memoryview, bytes, memoryview]:
    """Return a file, in three parts, with its checksum where `BLANK` stands in its metadata."""
    at = _place(content)
    digest = hashlib.sha256(content).hexdigest().encode()
    whole = memoryview(content)
    return whole[:at], digest, whole[at + len(BLANK) :]


def read_metadata(content: bytes) -> tuple[Mapping[str, str], bool]:
    """Return the metadata of a file, and whether it has a checksum; files of before have none.

    Raises:
        ValueError: it is no such file, or its content is not what was written.
    """
    metadata = _metadata(content)
    if metadata.keys() == {STATE}:
        return metadata, False
    if metadata.keys() != {STATE, KEY}:
        raise ValueError("its metadata are not those of a checkpoint")
    at = _place(content)
    end = at + len(BLANK)
    digest = hashlib.sha256(memoryview(content)[:at])
    digest.update(BLANK.encode())
    digest.update(memoryview(content)[end:])
    if digest.hexdigest().encode() != content[at:end]:
        raise ValueError("its checksum is not that of its content")
    return metadata, True


def _metadata(content: bytes) -> dict[str, str]:
    try:
        metadata: Any = json.loads(_header(content))["__metadata__"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("its header cannot be read") from error
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise ValueError("its metadata are no texts")
    return metadata


def _place(content: bytes) -> int:
    """Where the checksum stands in a file."""
    header, mark = _header(content), f'"{KEY}":"'.encode()
    if header.count(mark) != 1:
        raise ValueError("its checksum does not stand in one place")
    return _SIZE + header.index(mark) + len(mark)


def _header(content: bytes) -> bytes:
    length = int.from_bytes(content[:_SIZE], "little")
    if not 0 < length <= len(content) - _SIZE:
        raise ValueError("it has been cut, or it is no checkpoint")
    return content[_SIZE : _SIZE + length]
