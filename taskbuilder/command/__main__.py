"""`python -m taskbuilder.command` is the command `taskbuilder`, where that is not installed."""

import sys

from taskbuilder.command.main import main

sys.exit(main())
