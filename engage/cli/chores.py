"""What is done once and ends: a pass of everything due, migrations, the demonstration trust."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import click
from flask import Flask

from engage.cli.making import bring_up_to_date, with_app
from engage.cli.within import as_json, refuse_erased_people, refuse_wrong_keys, say
from engage.clock import LONDON
from engage.demo import trust
from engage.demo.trust import MOST
from engage.demo.whole import MOST_CONTACTS
from engage.footing import TOP
from engage.jobs import TIMETABLE
from engage.jobs import tick as one_pass
from engage.settings import Settings
from engage.timetable.rules import Tally


@click.command()
@click.option("--now", metavar="ISO", help="Do as if it were this time, like 2027-03-28T09:00 (London). Not in production.")
@click.option("--only", type=click.Choice([job.name for job in TIMETABLE]), help="Only this line of the timetable.")
@as_json
@click.pass_context
@with_app
def tick(app: Flask, now: str | None, only: str | None, as_json: bool) -> None:
    """Do once everything that is due; safe to repeat."""
    settings: Settings = app.extensions["settings"]
    if now and settings.is_production:
        raise click.UsageError("--now is refused in production")
    refuse_erased_people()
    tallies = one_pass(_instant(now) if now else None, only=only)
    say(tallies, as_json=as_json, words="\n".join(_line(name, tally) for name, tally in tallies.items()))
    if any("stopped" in tally for tally in tallies.values()):
        raise SystemExit(1)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--now {text}: write a time like 2027-03-28T09:00") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=LONDON)


def _line(name: str, tally: Tally) -> str:
    return f"{name}: {', '.join(f'{count} {what}' for what, count in tally.items()) or 'nothing'}"


@click.command()
@click.pass_context
@with_app
def migrate(app: Flask) -> None:
    """Bring the database to the newest step; a new one is made from nothing."""
    bring_up_to_date(app)
    refuse_wrong_keys()
    click.echo("The database is ready.")


@click.command()
@click.option("--people", type=click.IntRange(0, MOST), default=300, show_default=True, help="How many people.")
@click.option(
    "--contacts", type=click.IntRange(0, MOST_CONTACTS), help="How many contacts with carers, in one team for every thousand."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same trust.")
@click.pass_context
@with_app
def demo(app: Flask, people: int, contacts: int | None, seed: int) -> None:
    """Fill an empty database with an invented trust. Refused in production."""
    try:
        tally = trust.fill(people=people, seed=seed, contacts=contacts, tell=lambda done: click.echo(f"{done:,} people so far"))
    except (trust.NotInProduction, trust.DataAlready) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(str(tally))


@click.command()
def golden() -> None:
    """Write the golden files anew, to be read in the difference before they are committed."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests", "-k", "golden", "--rewrite-golden", "-p", "no:xdist"],
        cwd=TOP,
        check=False,
    )
    raise SystemExit(done.returncode)
