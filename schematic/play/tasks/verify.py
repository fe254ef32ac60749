"""A text → the rows of its receipt, each as soon as it is known."""

from __future__ import annotations

from dataclasses import asdict

from schematic.diagnostics import Source
from schematic.play.tasks._task import Event, Task, Tell


def verify(asked: Event, tell: Tell) -> None:
    """Prove that losses and gradients are the paper's.

    Args:
        asked: `text` and `name` of the spec.
        tell: gets `row` events, and `end` with whether all passed and the receipt as text.

    Raises:
        SchematicError: the text has errors.
    """
    from schematic.pipeline import accept
    from schematic.verify import verify as prove
    from schematic.verify import write_text
    from schematic.verify.receipt import Row

    def told(row: Row) -> None:
        tell({"type": "row", **asdict(row), "verdict": row.verdict.value})

    schematic = accept(Source.of(str(asked["name"]), str(asked["text"]), alone=True))
    receipt = prove(schematic, told=told)
    tell({"type": "end", "passed": receipt.passed, "text": write_text(receipt)})


TASK = Task("verify", verify)
