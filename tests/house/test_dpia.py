"""The impact assessment cannot go stale: its tables are made from the register, the rules, the permissions and the messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from engage import clock
from engage.accounts.rules import MAY, Role
from engage.consent.forms import BASIS_WORDS
from engage.consent.queries.publishing import topics
from engage.db import db
from engage.jobs.reasons import BECAUSE
from engage.jobs.wiring import KINDS
from engage.policy import Permission
from engage.privacy.models import RetentionRule
from engage.privacy.queries import owned
from engage.privacy.rules.register import REASONS, Column, Fate, Sort, register
from engage.privacy.rules.retention import FIXED, TOLD, What
from engage.privacy.rules.words import HEADINGS
from tests.support.golden import Golden
from tests.support.installation import TOP

pytestmark = pytest.mark.one_database("sqlite")
FILE = Path(TOP / "docs" / "dpia.md")
Rows = Iterable[Sequence[str]]


def table(headings: Sequence[str], rows: Rows) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def section(whole: str, name: str) -> str:
    """What stands between the marks of a generated part."""
    return whole.partition(f"<!-- made: {name} -->\n")[2].partition("\n<!-- end -->")[0]


def holds(golden: Golden, name: str, text: str) -> None:
    """Whether the page says exactly this; written anew when the run was asked to."""
    whole = FILE.read_text(encoding="utf-8")
    if golden.rewrite:
        whole = whole.replace(f"<!-- made: {name} -->\n{section(whole, name)}", f"<!-- made: {name} -->\n{text}")
        FILE.write_text(whole, encoding="utf-8")
    assert section(whole, name) == text, f"docs/dpia.md, {name}: read the difference, then run make golden"


def is_sealed(column: Column) -> bool:
    return hasattr(owned.table(column.table).c[column.name].type, "context")


def fates(columns: Sequence[Column]) -> str:
    words = {Fate.ROW: "deleted", Fate.BLANK: "emptied"}
    said = [words[each.fate] if each.fate in words else f"stays: {REASONS[each.reason]}" for each in columns]
    return "; ".join(dict.fromkeys(said))


def named(columns: Iterable[Column]) -> str:
    return ", ".join(dict.fromkeys(each.label or f"{each.table}.{each.name}" for each in columns))


def test_the_golden_data_map_of_the_assessment_holds(golden: Golden) -> None:
    shown = {name: [each for each in register() if each.heading == name] for name in HEADINGS}
    rows = [
        [name, named(columns), named(filter(is_sealed, columns)) or "none", fates(columns)]
        for name, columns in shown.items() if columns
    ]  # fmt: skip
    hidden = [each for each in register() if each.sort is Sort.PERSONAL and not each.heading]
    rows.append(["Not shown to its owner", named(hidden), named(filter(is_sealed, hidden)) or "none", fates(hidden)])
    assert {each.heading for each in register() if each.heading} <= shown.keys()
    holds(golden, "data map", table(["Heading", "What we hold", "Of that sealed", "When the person is erased"], rows))


def test_the_golden_access_matrix_of_the_assessment_holds(golden: Golden) -> None:
    rows = [[each.value, ", ".join(role.value for role in Role if each in MAY[role])] for each in Permission]
    holds(golden, "access", table(["What", "Who may"], rows))


def test_the_golden_messages_of_the_assessment_hold(golden: Golden) -> None:
    rows = [[kind.title, BECAUSE[name]] for name, kind in KINDS.items() if not name.startswith("demo.")]
    holds(golden, "messages", table(["Message", "You get it because"], rows))


def test_the_golden_retention_of_the_assessment_holds(app: Flask, golden: Golden) -> None:
    with app.app_context():
        months = {rule.what: rule.months for rule in db.session.scalars(sa.select(RetentionRule))}
    rows = [[TOLD[what].title, TOLD[what].trigger, f"{months[what.value]} months", TOLD[what].action] for what in What]
    rows += [[what, "When it was made or ended", how_long, f"Forgotten by itself. {why}"] for what, how_long, why in FIXED]
    holds(golden, "retention", table(["What", "The clock starts", "Kept", "Then"], rows))


def test_the_golden_purposes_of_the_assessment_hold(app: Flask, golden: Golden) -> None:
    with app.app_context():
        rows = [
            [each.purpose.title, BASIS_WORDS[each.terms.lawful_basis],
             f"{each.terms.expires_after_months} months" if each.terms.expires_after_months else "until they stop or leave",
             ", ".join(each.terms.channels) or "whichever way they gave"]
            for each in topics(clock.now())
        ]  # fmt: skip
    holds(golden, "purposes", table(["Purpose", "Lawful basis, as delivered", "A yes lasts", "By"], rows))


def test_every_page_the_assessment_names_is_there(app: Flask) -> None:
    named_pages = re.findall(r"`(/[a-z/-]+)`", FILE.read_text(encoding="utf-8"))
    assert len(named_pages) > 5
    adapter = app.url_map.bind("engage.example")
    for page in named_pages:
        try:
            adapter.match(page, method="GET")
        except HTTPException:
            pytest.fail(f"docs/dpia.md names {page}, which is no page")
