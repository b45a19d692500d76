"""Why the command cannot go on, and its exit codes."""

from enum import IntEnum


class Code(IntEnum):
    """What the command exits with."""

    DONE = 0
    FAILED = 1
    CHANGES = 2
    NOT_FINISHED = 4


class Failed(Exception):
    """The command cannot go on; its text says why, and names the file and line where it is about one."""
