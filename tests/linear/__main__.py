"""Runs each reader on each kind of text in a process of its own, for a tool that counts their instructions.

Prints a line of JSON for each: its process, how it ended, the reader, the part that the text repeats, and the
text's length.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.linear.readers import PARTS, READERS, Reader  # noqa: E402 - Django has to be set up first

WARM = "a://b:c@d/ 'e': \"f\" {1, 2}"


def main(length: int) -> None:
    for name, read in READERS.items():
        read(WARM)  # what is worked out once does not count for a text
        report(name, read, "", 0)
        for part in PARTS:
            for times in (1, 2):
                report(name, read, part, times * length // len(part))


def report(name: str, read: Reader, part: str, count: int) -> None:
    process = os.fork()
    if process == 0:
        if count:
            read(part * count)
        os._exit(0)
    _process, status = os.waitpid(process, 0)
    print(json.dumps([process, status, name, part, count * len(part)]), flush=True)


main(int(sys.argv[1]))
