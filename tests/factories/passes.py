"""A pass over what is due and what waits, without the jobs of the night: for tests that let many days go by."""

from __future__ import annotations

from flask import Flask

from engage import jobs


def look(app: Flask) -> None:
    """Put what has fallen due into the outbox, and send."""
    with jobs.at_work(app):
        for job in ("queue what is due", "tidy the outbox", "send"):
            jobs.tick(only=job)
