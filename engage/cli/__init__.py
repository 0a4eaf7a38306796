"""The console script `engage`: starts what runs, does one pass of what is due, and answers an operator's questions.

Rule: wiring; what a command does stands in the rooms and in `jobs`.
"""

from __future__ import annotations

from collections.abc import Callable

import click

from engage.cli import asking, chores, incoming, keeping, persons, processes
from engage.settings import Settings

COMMANDS = (
    processes.up, processes.web, processes.worker, processes.catcher, chores.tick, chores.migrate,
    chores.demo, keeping.keys, keeping.audit, keeping.consent, chores.golden, asking.outbox, asking.account,
    asking.routes, incoming.bounce, persons.person,
)  # fmt: skip


@click.group(help="Engage: an engagement pool, consent that is asked every time, and reminders people can trust.")
def engage() -> None:
    """What every command belongs to; settings are read by the command that needs them."""


for command in COMMANDS:
    engage.add_command(command)


def run(load: Callable[[], Settings]) -> None:
    """Run the command on the command line, with settings read when they are first needed."""
    engage(obj=load, prog_name="engage")
