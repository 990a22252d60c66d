"""``python -m relance_core``: the terminal."""

import sys

from relance_core.cli import run

sys.exit(run())
