"""What a mail server hands us through a pipe: `engage bounce < message`.

Exit codes are those of sysexits.h, which mail servers know: 0 taken, 65 not for us, 75 try again later.
"""

from __future__ import annotations

import sys
from typing import BinaryIO

import click
from sqlalchemy.exc import SQLAlchemyError

from engage import clock
from engage.bounces import actions
from engage.bounces.rules import Read
from engage.bounces.rules.reports import LARGEST
from engage.cli.within import for_a_while, refuse_erased_people, refuse_wrong_keys, settings_of
from engage.db import db
from engage.worker import create_worker

TAKEN, NOT_FOR_US, TRY_AGAIN_LATER = 0, 65, 75
NOT_HERE = "This address reads only reports of mail servers and requests to stop our messages. Please write to the team instead."
# whatever is wrong with us: the mail server keeps the mail and tries again
_WRONG_WITH_US = (
    SQLAlchemyError, OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, click.ClickException, SystemExit,
)  # fmt: skip


@click.command()
@click.pass_context
def bounce(context: click.Context) -> None:
    """Take in one mail that came back, or that asks us to stop, from standard input."""
    raw = _beginning(sys.stdin.buffer)
    try:
        became = _take_in(context, raw)
    except actions.NotYet:
        raise SystemExit(TRY_AGAIN_LATER) from None
    except _WRONG_WITH_US as fault:
        click.echo(f"not now: {type(fault).__name__}", err=True)
        raise SystemExit(TRY_AGAIN_LATER) from fault
    if became is Read.SET_ASIDE:
        click.echo(NOT_HERE, err=True)
    raise SystemExit(NOT_FOR_US if became is Read.SET_ASIDE else TAKEN)


def _take_in(context: click.Context, raw: bytes) -> Read:
    app = create_worker(settings_of(context))
    with for_a_while(app):
        refuse_wrong_keys()
        refuse_erased_people()
        became = actions.take_in(raw, at=clock.now())
        db.session.commit()
    return became


def _beginning(stream: BinaryIO) -> bytes:
    """As much of a mail as is looked at; the rest is read and let go, so that the pipe does not break."""
    raw = stream.read(LARGEST)
    while stream.read(LARGEST):
        pass
    return raw
