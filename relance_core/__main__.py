"""``python -m relance_core``: the terminal."""

import gc
import os
import sys

#: How polars keeps the memory that it frees (jemalloc, read when polars loads): in one place and
#: for three seconds, in which most commands have ended, rather than give it back at once.
_MEMORY = "narenas:1,oversize_threshold:0,dirty_decay_ms:3000"
#: New objects between two looks for cycles: loading the modules makes many, which all last.
_OBJECTS = 100_000


def main() -> int:
    """Run the command of the arguments; its exit code."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", _MEMORY)
    gc.set_threshold(_OBJECTS)
    from relance_core.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
