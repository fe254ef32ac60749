"""Program → plain, readable PyTorch: the source that runs in-process and alone."""

from schematic.emit.model_source import write_source

__all__ = ["write_source"]
