"""Forks that survive sub-interpreters, and three more primitives for forking beside them.

    import forklab
    forklab.install_fork_guard()

`python -m forklab` tries each of them on this Python.
"""

import sys as _sys

from ._primitives import (
    ForkGuard,
    fork_from_worker_thread,
    install_fork_guard,
    run_trio_in_subint,
    wait_child,
)

__all__ = [
    "ForkGuard",
    "fork_from_worker_thread",
    "install_fork_guard",
    "run_trio_in_subint",
    "wait_child",
]

if _sys.version_info < (3, 14):
    import warnings as _warnings

    _warnings.warn(
        "forklab needs Python 3.14 or later. On Python %d.%d it can be imported, and nothing more: "
        "fork_from_worker_thread, run_trio_in_subint, wait_child and install_fork_guard raise "
        "RuntimeError" % _sys.version_info[:2],
        RuntimeWarning,
        stacklevel=2,
    )
