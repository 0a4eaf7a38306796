"""The worker, which runs for months and holds what jobs need and nothing else."""

from __future__ import annotations

import logging
from datetime import timedelta

import click

from engage.cli.ticking import Ticking, stopped_by_signals
from engage.cli.within import checked, settings_of
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.worker import create_worker

TICK_SECONDS = 2
SENDING_AT_A_STRETCH = timedelta(seconds=60)
ASKING_EVERY = timedelta(seconds=30)


@click.command()
@click.pass_context
def worker(context: click.Context) -> None:
    """Do what is due as long as it runs: sends, reminds, tidies. Several at once are safe."""
    app = checked(create_worker(settings_of(context)))
    post, stop = post_of(app), stopped_by_signals()
    post.stop, post.budget, post.ask_every = stop, SENDING_AT_A_STRETCH, ASKING_EVERY
    for noisy in ("apscheduler.scheduler", "apscheduler.executors.default"):
        logging.getLogger(noisy).setLevel(logging.ERROR)

    def pass_once() -> None:
        with at_work(app):
            tick()

    ticking = Ticking(pass_once, every=TICK_SECONDS)
    while not stop.wait(TICK_SECONDS):
        ticking.look_at_the_clock()
    ticking.end()
