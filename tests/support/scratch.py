"""A folder that all workers of one run share, in memory where there is room for it, and gone when the run is over."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FOUND_BY_WORKERS = "ENGAGE_TEST_SCRATCH"
MEMORY = Path("/dev/shm")  # noqa: S108 - folders made in it have names of their own
ENOUGH_BYTES = 2_000_000_000
"""Databases of all workers, their logs and what a browser keeps stay far below it."""


def a_folder(prefix: str) -> Path:
    """A new folder for databases: copies of them, and every commit, cost a third in memory of what they cost on a disk."""
    roomy = os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))


@contextmanager
def shared() -> Iterator[Path]:
    """The folder of a whole run, for whoever starts it."""
    folder = a_folder("engage-tests-")
    os.environ[FOUND_BY_WORKERS] = str(folder)
    try:
        yield folder
    finally:
        os.environ.pop(FOUND_BY_WORKERS, None)
        shutil.rmtree(folder, ignore_errors=True)


def folder() -> Path:
    """The folder of this run."""
    return Path(os.environ[FOUND_BY_WORKERS])


def once(name: str, make: Callable[[], object]) -> None:
    """Make something that all workers of this run share: whoever comes first makes it, and the others wait for it."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder() / f"{name}.done"
        if not done.exists():
            make()
            done.touch()
