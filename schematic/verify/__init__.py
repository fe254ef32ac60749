"""Schematic → Receipt: its objective and emitted code against the paper, by exact enumeration.

`print(write_text(verify(schematic.load("specs/gan.sgm"))))` prints what was proved.
"""

from schematic.callable_package import make_callable
from schematic.verify.prove import verify
from schematic.verify.receipt import Receipt, Row, Verdict, write_json, write_text

__all__ = ["Receipt", "Row", "Verdict", "verify", "write_json", "write_text"]

make_callable(__name__)
