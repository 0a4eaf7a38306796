"""What keeps the records safe: the keys they are sealed with, and the chain of who did what."""

from __future__ import annotations

import base64
import secrets
from dataclasses import asdict
from uuid import UUID

import click
from flask import Flask

import engage.audit.queries.chain
import engage.consent.queries
import engage.keys.actions
import engage.keys.queries
from engage import clock, vault
from engage.cli.making import with_app
from engage.cli.within import as_json, say
from engage.db import db, reading_only
from engage.keys.queries import Place


@click.group(invoke_without_command=True)
@click.pass_context
def keys(context: click.Context) -> None:
    """Print a fresh line for ENGAGE_DATA_KEYS, to be put in front of the keys you have; look at keys, put a new one into use."""
    if context.invoked_subcommand is None:
        name, key = secrets.token_hex(3), base64.b64encode(secrets.token_bytes(32)).decode()
        click.echo(f"ENGAGE_DATA_KEYS={name}:{key}")


@keys.command("list")
@as_json
@click.pass_context
@with_app
def list_keys(app: Flask, as_json: bool) -> None:
    """Say how many values are sealed with each key."""
    counts = engage.keys.queries.under_each_key()
    words = [f"{name or 'a key nobody knows'}: {count:,} values{_newest(name)}" for name, count in counts.items()]
    say(counts, as_json=as_json, words="\n".join(words))


def _newest(name: str) -> str:
    return ", the newest" if name == vault.newest() else ""


@keys.command()
@click.option("--dry-run", is_flag=True, help="Only say how many rows would be sealed anew.")
@click.pass_context
@with_app
def rotate(app: Flask, dry_run: bool) -> None:
    """Seal everything anew under the newest key. Safe while pages are open and messages go; may be stopped and begun again.

    First put the new key in front in ENGAGE_DATA_KEYS, keep the old ones behind it, and restart everything.
    """
    for place in engage.keys.queries.places():
        old = engage.keys.actions.how_many_old(place) if place.sealed else 0
        db.session.rollback()
        if dry_run or not old:
            click.echo(f"{place.table.name}: " + (f"{old:,} rows to seal anew" if old else "nothing to do"))
            continue
        _rotate(place, old)
    if not dry_run:
        _say_what_is_left()


def _rotate(place: Place, old: int) -> None:
    """One table, a batch in a transaction."""
    done, after, more = 0, None, True
    while more:
        try:
            batch = engage.keys.actions.seal_anew(place, after=after)
        except vault.WrongKey as missing:
            db.session.rollback()
            raise click.ClickException(f"{place.table.name}: {missing}. What was sealed anew so far stays so.") from missing
        db.session.commit()
        done, after, more = done + batch.rows, batch.after, batch.after is not None
        click.echo(f"{place.table.name}: {done:,} of {old:,} rows")


def _say_what_is_left() -> None:
    """Which keys are still needed, and which can go."""
    left = engage.keys.queries.left_behind()
    unused = [] if left else engage.keys.actions.forget_unused_keys()
    db.session.commit()
    for column, count in left.items():
        click.echo(f"{column}: {count:,} fingerprints stay as they are: their text is kept nowhere. Keep the old keys.")
    if unused:
        click.echo(f"No longer used: {', '.join(unused)}. Take it out of ENGAGE_DATA_KEYS and restart everything.")
    click.echo(f"Everything is sealed with {vault.newest()}.")


@click.group()
def audit() -> None:
    """The chain of who did what: whether it holds, and its end, to be kept elsewhere."""


_since = click.option("--since", metavar="HEAD", help="Also find out whether this earlier head is still in the chain.")


@audit.command()
@_since
@as_json
@click.pass_context
@with_app
def verify(app: Flask, since: str | None, as_json: bool) -> None:
    """Look at every link, and name the first place where an event was changed, taken out or put in."""
    with reading_only():
        found = engage.audit.queries.chain.verdict(clock.now(), since=since)
    words = f"The chain is broken: {found.broken}." if found.broken else f"The chain holds: {found.links:,} links.\n{found.head}"
    say(asdict(found), as_json=as_json, words=words)
    if found.broken:
        raise SystemExit(1)


@audit.command()
@_since
@as_json
@click.pass_context
@with_app
def head(app: Flask, since: str | None, as_json: bool) -> None:
    """Print the end of the chain: keep it where nobody who holds the database can change it."""
    newest = engage.audit.queries.chain.newest_head()
    lost = engage.audit.queries.chain.lost(since) if since else None
    say({"head": newest, "broken": lost}, as_json=as_json, words=f"The chain is broken: {lost}." if lost else newest)
    if lost:
        raise SystemExit(1)


@click.group()
def consent() -> None:
    """What people agreed to."""


@consent.command("verify")
@click.option("--person", "person", type=click.UUID, help="Only this person, by the id in the address of their page.")
@as_json
@click.pass_context
@with_app
def verify_consent(app: Flask, person: UUID | None, as_json: bool) -> None:
    """Walk every ledger from its beginning; name the first place in each that is not as it was written. Exit code 1 then."""
    people = events = 0
    flaws = []
    with reading_only():
        if person is not None:
            people, flaw = 1, engage.consent.queries.first_flaw(person)
            flaws = [{"person": str(person), "ordinal": flaw.ordinal, "what": flaw.what}] if flaw else []
        else:
            for checked in engage.consent.queries.every_ledger():
                people, events = people + 1, events + checked.events
                if checked.flaw is not None:
                    flaws.append({"person": checked.number, "ordinal": checked.flaw.ordinal, "what": checked.flaw.what})
        db.session.rollback()
    words = [f"{each['person']}, event {each['ordinal']}: {each['what']}" for each in flaws]
    words.append(f"{people:,} people, {events:,} events" + (": NOT as it was written" if flaws else ": all as it was written"))
    say({"people": people, "events": events, "flaws": flaws}, as_json=as_json, words="\n".join(words))
    if flaws:
        raise SystemExit(1)
