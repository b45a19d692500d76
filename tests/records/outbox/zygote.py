"""Forks processes that die where a test says; a module of its own: `python -m tests.records.outbox.zygote`.

Reads one order a line from standard input, {"kind", "point", "nth", …}; answers the exit status of the
process that it forked for it.
"""

import json
import sys

import django


def main() -> None:
    django.setup()
    from tests.records.outbox.victims import obey

    for line in sys.stdin:
        print(obey(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
