"""What a process of `sgm play` does, a file each, which defines a `Task` as the constant `TASK`."""

from schematic.play.tasks._task import Task
from schematic.rooms import Rooms

TASKS = Rooms(__name__, "TASK", Task)
