"""Text and a place in it → what an editor or a page shows of a spec; torch is never imported.

A question is a file in `questions/`. The language server and the page ask the same ones: the server
through the types of `answers.py`, the page through JSON (`service.py`).
"""

from schematic.service.document import Document
from schematic.service.service import BadRequestError, Service, UnknownQuestionError

__all__ = ["BadRequestError", "Document", "Service", "UnknownQuestionError"]
