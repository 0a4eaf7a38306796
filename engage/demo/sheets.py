"""Spreadsheets the invented team has kept: one with columns to match, one that waits for the lead, one that was added."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage import clock
from engage.accounts.rules import Role
from engage.consent.queries import offers
from engage.db import db
from engage.demo import staff
from engage.people.models import ContactPoint, Person
from engage.people.queries import is_current
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.pool.rules import Standing
from engage.sheets.reading import read
from engage.spreadsheets.actions import adding, checking, steps
from engage.spreadsheets.actions.checking import Item
from engage.spreadsheets.models import Spreadsheet
from engage.spreadsheets.queries import files
from engage.spreadsheets.queries.known import World, whole_world
from engage.spreadsheets.rules import MOST_ROWS, Decision
from engage.spreadsheets.rules.columns import guessed
from engage.spreadsheets.rules.judging import Judgement, Seen
from engage.web import csv

HEADINGS = ("Full name", "E-mail", "Phone", "Town", "Date agreed", "How told", "Wording", "Newsletter")
OFFICER, LEAD = staff.id_of(Role.OFFICER), staff.id_of(Role.LEAD)
Rows = Sequence[Sequence[str]]
SENTENCE = "Please send me the newsletter"


def add(now: datetime) -> None:
    """Three files, as far as each has come."""
    said_on = clock.day_of(now - timedelta(days=30)).isoformat()
    agreed = (said_on, "On a form at the summer fair", SENTENCE, "yes")
    _keep(("Who", "Mail", "Where"), [("Ines Sample-Rao", "ines.sample-rao@letters.example", "Vale")], now - timedelta(days=1))
    _ask(now - timedelta(days=2), [
        ("Owen Fable-Quill", "owen.fable-quill@letters.example", "", "Storywell", *agreed),
        ("Leila Pretend-Moss", "", "01632 960991", "Mockford", "", "", "", "yes"),
        ("Tariq Mock-Reed", "tariq at letters", "", "Vale", "", "", "", ""),
        *_known_already(),
    ])  # fmt: skip
    _add(now - timedelta(days=3), [
        ("Aaron Story-Finch", "aaron.story-finch@letters.example", "", "Fablebury", *agreed),
        ("Kofi Imagined-Dale", "", "01632 960992", "Inventon", "", "", "", ""),
        ("Wendy Supposed-Hart", "wendy.supposed-hart@letters.example", "", "Sampleford", "", "", "", "no"),
    ])  # fmt: skip


def _keep(headings: Sequence[str], rows: Rows, at: datetime) -> Spreadsheet:
    """What happens when somebody uploads a file."""
    content = "".join(csv.lines(headings, rows)).encode()
    sheet = read(BytesIO(content))
    digest = hashlib.sha256(content).hexdigest()
    kept = steps.keep(sheet, sha256=digest, columns=guessed(sheet.headings, offers()), by=OFFICER)
    kept.created_at = at
    return kept


def _known_already() -> list[tuple[str, ...]]:
    """Rows about somebody whose phone number is new, somebody whose address seems to have changed, and somebody as known."""
    rings = aliased(ContactPoint)
    chosen = (
        sa.select(Person.full_name, ContactPoint.value, Member.area)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .join(Member, Member.person_id == Person.id)
        .where(Member.standing == Standing.ACTIVE, ContactPoint.kind == Kind.EMAIL, Member.area.is_not(None))
        .where(sa.not_(sa.exists().where(rings.person_id == Person.id, rings.kind == Kind.PHONE)), *is_current())
    )
    people = db.session.execute(chosen.order_by(Person.id.desc()).limit(3)).all()
    news = (("", "01632 960993"), ("new.", ""), ("", ""))
    return [
        (name, f"{before}{address}", phone, area or "", "", "", "", "")
        for (name, address, area), (before, phone) in zip(people, news, strict=False)
    ]


@dataclass(frozen=True)
class _Checked:
    """A file whose rows were compared with the pool."""

    sheet: Spreadsheet
    every: list[Item]
    judgements: list[Judgement]
    world: World


def _ask(at: datetime, rows: Rows) -> None:
    """A file that was looked over; the close matches are decided, and a lead is asked."""
    sheet = _check(rows, at, Decision.KEEP).sheet
    steps.ask(sheet, by=OFFICER)
    sheet.asked_at = at + timedelta(hours=1)


def _add(at: datetime, rows: Rows) -> None:
    """A file that a lead confirmed; for seven days it can be undone."""
    checked = _check(rows, at, Decision.BOTH)
    steps.approve(checked.sheet, by=LEAD)
    adding.add_everybody(checked.sheet, checked.every, checked.judgements, checked.world)


def _check(rows: Rows, at: datetime, about_close: Decision) -> _Checked:
    """What the worker does with a file, and what the team decides about close matches, at once."""
    sheet = _keep(HEADINGS, rows, at)
    steps.begin_checking(sheet, welcomed=True)
    found = files.rows_after(sheet.id, 0, most=MOST_ROWS)
    every = checking.items(found, sheet.columns, Seen(), today=clock.today())
    right = checking.readable(every)
    world = whole_world([item.said for item in right], [item.key for item in right], but=sheet.id)
    judgements = checking.judged(every, world)
    checking.keep_judgements(sheet, every, judgements)
    db.session.flush()
    steps.decide(sheet, {item.number: about_close for item in every})
    return _Checked(sheet, [replace(item, decision=about_close) for item in every], judgements, world)
