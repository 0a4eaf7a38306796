"""One pass of the worker in a process of its own, for killing it at a system call: python -m tests.crash.one_pass."""

from __future__ import annotations

import os

from config import settings_from
from engage.app import create_app
from engage.jobs import at_work, tick
from tests.crash import scene, workers

if __name__ == "__main__":
    workers.hurried()
    app = create_app(settings_from(os.environ))
    with scene.wired(), at_work(app):
        tick(only="send")
