"""What a process that opens somebody's file may use: so much memory, so much time, no core file.

For the child processes alone (``sheet_process``, ``annotate_process``), with the standard library.
"""

from __future__ import annotations

MEMORY_LIMIT = 2 << 30  # bytes of address space


def limit_itself(cpu_seconds: int) -> None:
    """Set the limits of the running process, where the system has any."""
    try:
        import resource
    except ImportError:  # Windows: the parent watches the clock
        return
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (limit, limit))
        except (ValueError, OSError):
            continue  # the system refuses: the parent still watches
