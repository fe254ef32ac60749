"""The questions, a file each. A file defines a `Question` under the constant `QUESTION`."""

from schematic.rooms import Rooms
from schematic.service.question import Question

QUESTIONS = Rooms(__name__, "QUESTION", Question)
