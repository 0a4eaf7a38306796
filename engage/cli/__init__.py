"""The console script `engage`: starts what runs, does one pass of what is due, and answers an operator's questions.

Rule: wiring; what a command does stands in the rooms and in `jobs`. A command is read in when it is asked for: the worker
runs for months, and keeps nothing in memory that only another command needs.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import click

from engage.settings import Settings

# the commands, and the module of each
COMMANDS = {
    "up": "processes", "web": "processes", "worker": "working", "mail-catcher": "processes", "tick": "chores",
    "migrate": "chores", "demo": "chores", "keys": "keeping", "audit": "keeping", "consent": "keeping", "golden": "chores",
    "outbox": "asking", "account": "asking", "routes": "asking", "bounce": "incoming", "person": "persons",
}  # fmt: skip


class Commands(click.Group):
    """Commands that are read in one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"engage.cli.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return found


@click.group(cls=Commands, help="Engage: an engagement pool, consent that is asked every time, and reminders people can trust.")
def engage() -> None:
    """What every command belongs to; settings are read by the command that needs them."""


def run(load: Callable[[], Settings]) -> None:
    """Run the command on the command line, with settings read when they are first needed."""
    engage(obj=load, prog_name="engage")
