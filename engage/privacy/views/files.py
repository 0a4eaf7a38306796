"""What we hold about somebody as files: JSON for machines, CSV for spreadsheets, a page for reading, in one zip."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from flask import render_template

from engage.privacy.queries.held import Item, Look, Section, Value
from engage.web import csv
from engage.web.filters import day, day_and_time

_NOT_A_NAME = re.compile("[^a-z]+")


def shown(value: Value) -> str:
    """A value as a page says it.

    >>> shown(True), shown(date(2027, 3, 2)), shown("Ashford"), shown(3)
    ('Yes', '2 March 2027', 'Ashford', '3')
    """
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return day_and_time(value)
        case date():
            return day(value)
    return str(value)


def instant(text: str) -> datetime:
    """A moment that we wrote ourselves."""
    return datetime.fromisoformat(text)


def day_of(text: str) -> date:
    """A day that we wrote ourselves."""
    return date.fromisoformat(text)


def package(sections: Sequence[Section], looks: Sequence[Look], *, made_at: datetime) -> bytes:
    """The zip, whole; it is made when it is asked for and kept nowhere."""
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in _files(sections, looks, made_at):
            zipped.writestr(zipfile.ZipInfo(name, made_at.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def _files(sections: Sequence[Section], looks: Sequence[Look], made_at: datetime) -> list[tuple[str, str]]:
    page = render_template("privacy/file.html", sections=sections, looks=looks, made_at=made_at, shown=shown)
    found = [("what-we-hold.html", page), ("what-we-hold.json", _json(sections, looks, made_at))]
    for section in sections:
        found.append((f"tables/{_NOT_A_NAME.sub('-', section.heading.lower())}.csv", _table(section)))
    looked = csv.lines(["When", "Who, by role"], [[look.at.isoformat(), look.role] for look in looks])
    return [*found, ("tables/who-looked.csv", "".join(looked))]


def _json(sections: Sequence[Section], looks: Sequence[Look], made_at: datetime) -> str:
    held = {section.heading: [_plain(item) for item in section.items] for section in sections}
    looked = [{"when": look.at.isoformat(), "role": look.role} for look in looks]
    return json.dumps({"made_at": made_at.isoformat(), "held": held, "who_looked": looked}, ensure_ascii=False, indent=2)


def _plain(item: Item) -> dict[str, object]:
    return {
        fact.label: fact.value.isoformat() if isinstance(fact.value, date) else fact.value
        for fact in item.facts
    }  # fmt: skip


def _table(section: Section) -> str:
    """One row an item, one column a label that any of them has."""
    labels = list(dict.fromkeys(fact.label for item in section.items for fact in item.facts))
    rows = []
    for item in section.items:
        said = _plain(item)
        rows.append([said.get(label) for label in labels])
    return "".join(csv.lines(labels, rows))
