"""One person, for an operator: what we hold as a file, and erasing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import Flask

from engage import clock, journal
from engage.audit import actions as audit
from engage.carers.queries import came_back as carers_came_back
from engage.carers.queries import holds
from engage.cli.making import with_app
from engage.cli.within import as_json, say
from engage.consent.rules import Route
from engage.db import db
from engage.jobs.carers import forget_again
from engage.jobs.wiring import KINDS
from engage.people.rules import ErasedBecause
from engage.privacy.actions import erasing
from engage.privacy.queries import came_back, held, owned
from engage.privacy.queries.requests import whose
from engage.privacy.views import files


@click.group()
def person() -> None:
    """One person, by pool number: take out what we hold, or erase it."""


def _somebody(number: str) -> UUID:
    found = whose(number) if "@" not in number else []
    if not found:
        raise click.ClickException("nobody has this pool number")
    return found[0]


@person.command()
@click.argument("number")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to make.")
@as_json
@click.pass_context
@with_app
def export(app: Flask, number: str, to: Path, as_json: bool) -> None:
    """Write everything we hold about somebody into a zip that only you can read."""
    person_id = _somebody(number)
    everybody = owned.everybody_in(person_id)
    titles = {name: kind.title for name, kind in KINDS.items()}
    body = files.package(held.held(everybody, titles), held.looks(everybody), made_at=clock.now())
    try:
        made = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{to} cannot be made: {error.strerror}") from error
    with os.fdopen(made, "wb") as file:
        file.write(body)
    audit.record("took out what we hold by command", kind="person", about=person_id, by=None)
    db.session.commit()
    say(
        {"file": str(to), "bytes": len(body)},
        as_json=as_json,
        words=f"{to} is written. Delete it when it is sent.",
    )


@person.command()
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json
@click.pass_context
@with_app
def erase(app: Flask, number: str, yes: bool, as_json: bool) -> None:
    """Erase somebody who asked for it. It cannot be undone."""
    person_id = _somebody(number)
    if not yes:
        click.confirm(f"Erase {number.upper()} for good?", abort=True)
    try:
        stub = erasing.erase(person_id, because=ErasedBecause.ASKED, by=None, route=Route.WEB, at=clock.now())
    except erasing.MustBeKept as refusal:
        raise click.ClickException("a legal hold keeps this record") from refusal
    except journal.CannotWrite as refusal:
        raise click.ClickException(f"nobody is erased: {refusal}") from refusal
    db.session.commit()
    say({"erased": stub}, as_json=as_json, words=f"{stub} is erased. The number, the day and the reason stay.")


@person.command("erase-again")
@click.option("--journal", "journals", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
              help="A journal of another machine, read as well; may be given several times.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say how many.")
@as_json
@click.pass_context
@with_app
def erase_again(app: Flask, journals: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """After a backup was restored: erase whoever, carers too, the journal knows as erased and the backup brought back."""
    try:
        read = [journal.known(), *(journal.read(path) for path in journals)]
        words = {each: word for one in read for each, word in one.erased.items()}
        told = _again(words, dry_run=dry_run)
        told["carers"] = _carers_again(words, dry_run=dry_run)
    except journal.CannotWrite as refusal:
        raise click.ClickException(str(refusal)) from refusal
    told["unreadable"] = sum(one.unreadable for one in read)
    say(told, as_json=as_json, words=_in_words(told, dry_run=dry_run))


def _again(words: dict[UUID, str], *, dry_run: bool) -> dict[str, Any]:
    back = came_back.back(words)
    known = len(words) - len(carers_came_back.of_carers(words))
    told: dict[str, Any] = {"known": known, "back": len(back), "erased": 0, "joined": [], "held": 0}
    told["joined"] = came_back.joined_with_others(back, words) if back else []
    told["held"] = sum(came_back.held(each) for each in back)
    db.session.rollback()
    for each in () if dry_run else back:
        erasing.erase_again(each, because=came_back.because_of(words[each]), at=clock.now())
        db.session.commit()
        told["erased"] += 1
    return told


def _carers_again(words: dict[UUID, str], *, dry_run: bool) -> dict[str, int]:
    back = carers_came_back.back(words)
    told = {"known": len(carers_came_back.of_carers(words)), "back": len(back), "erased": 0}
    told["held"] = sum(holds.is_held(each) for each in back)
    db.session.rollback()
    for each in () if dry_run else back:
        told["erased"] += forget_again(each, clock.now())
        db.session.commit()
    return told


def _counts(told: dict[str, Any], whom: str, *, dry_run: bool) -> list[str]:
    again = f"{told['erased']} {'is' if told['erased'] == 1 else 'are'} erased again."
    did = "Nobody is erased: this was a dry run." if dry_run else again
    were = "was" if told["back"] == 1 else "were"
    lines = [f"The journal knows {told['known']} {whom}; {told['back']} of them {were} back. {did}"]
    if told["held"]:
        lines.append(f"A legal hold that had been lifted was back on {told['held']} of them: lift it again.")
    return lines


def _in_words(told: dict[str, Any], *, dry_run: bool) -> str:
    lines = _counts(told, "erased", dry_run=dry_run)
    if told["carers"]["known"]:
        lines += _counts(told["carers"], "carers erased or forgotten", dry_run=dry_run)
    if told["joined"]:
        numbers = ", ".join(told["joined"])
        lines.append(f"These were joined with one of them in this copy, and are to be looked at by somebody who leads: {numbers}")
    if told["unreadable"]:
        lines.append(f"{told['unreadable']} lines of the journal cannot be read: compare it with a copy of the file.")
    return "\n".join(lines)
