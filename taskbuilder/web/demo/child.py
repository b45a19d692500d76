"""Runs one of the demo's processes so that it ends with the demo, however that ends.

    python -m taskbuilder.web.demo.child manage.py relay
    python -m taskbuilder.web.demo.child -m gunicorn …

Its standard input is a pipe of which the demo alone holds the other end: the system closes that when the demo
dies, by SIGKILL too, which no handler could tell of.
"""

import os
import runpy
import signal
import sys
from threading import Thread, Timer

PATIENCE = 10.0
"""Seconds that the process has to end in after its parent did."""


def end_with_parent(stdin: int) -> None:
    """Returns when nobody holds the other end any more, having asked this process to end."""
    while os.read(stdin, 1024):
        pass
    # The whole group, since a worker may be busy when its server is gone.
    last = Timer(PATIENCE, os.killpg, (os.getpgrp(), signal.SIGKILL))
    last.daemon = True
    last.start()
    os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> None:
    Thread(target=end_with_parent, args=(sys.stdin.fileno(),), name="parent", daemon=True).start()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
