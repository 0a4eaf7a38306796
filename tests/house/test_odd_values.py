"""What no page of ours would send: never an error of ours, and nothing of another team is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.carers.models import Carer
from engage.carers.models import CarerLink as Link
from engage.db import db
from engage.teams.models import Team
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.factories.follow_ups import a_follow_up, a_talk
from tests.support.browser import Browser
from tests.support.page import Form

ODD = ("9" * 30, "a\0b", "\u202e=((name))\u200b", "x" * 5000, "0000010000")
IN_BOXES = ("day", "month", "year")
OF_THE_TEAM = (
    "log", "log/{talk}/details", "log/{talk}/void", "follow-ups/{promise}/move", "follow-ups/{promise}/tried",
    "follow-ups/{promise}/done", "sharing/{link}/record", "people/{number}/name", "people/{number}/reach",
    "people/{number}/needs", "people/{number}/cares-for/{link}", "teams/training/add",
)  # fmt: skip
OF_THE_LEAD = (
    "teams/add", "teams/{team}/champions/add", "teams/{team}/manager", "network/meetings/new", "network/messages/new",
    "settings/pack",
)  # fmt: skip
ADDRESSES = (
    "people/a%00b", "settings/a%00b", "log?carer=%00", "people?after=%00&team=%00", "follow-ups?when=%00&after=WzEsMl0",
    "sharing/{link}?on=9999-12-31", "sharing/{link}?on=0001-01-01", "teams/{team}?undo=%00",
    "sharing/{link}?day[day]=99999999999999999999&day[month]=1&day[year]=2026",
    "sharing/without-agreement/of-my-teams?month=9999-12", "sharing/without-agreement/of-my-teams?month=0001-01",
)  # fmt: skip


def things_of(team: Team, by: Any) -> dict[str, Any]:
    """What belongs to one team, as it stands in addresses."""
    link = a_carer(team, name="Jo Example")
    a_preference(link)
    ids = {"team": team.id, "link": link.id, "talk": a_talk(link, by.id).id, "promise": a_follow_up(link, by.id).id}
    return ids | {"carer_id": link.carer_id}


def numbered(app: Flask, ids: dict[str, Any]) -> dict[str, Any]:
    """The same with the carer’s number."""
    with app.app_context():
        return ids | {"number": db.session.get_one(Carer, ids["carer_id"]).number}


def rows_of(app: Flask, ids: dict[str, Any]) -> list[str]:
    """Every row that is of one team, or of its carer."""
    own = {"team_id": ids["team"], "link_id": ids["link"], "carer_id": ids["carer_id"]}
    found = []
    with app.app_context():
        for table in (*(db.metadata.tables[name] for name in TABLES), Link.__table__):
            of_it = [table.c[name] == value for name, value in own.items() if name in table.c]
            found += [f"{table.name}: {row}" for row in db.session.execute(sa.select(table).where(sa.or_(*of_it)))]
        found.append(str(db.session.execute(sa.select(Carer.__table__).where(Carer.id == ids["carer_id"])).one()))
    return sorted(found)


TABLES = ("carer_contact", "carer_follow_up", "sharing_preference", "sharing_override", "team_appointment")


def filled(form: Form, odd: str) -> dict[str, list[str]]:
    """A form in which everything typed is odd, and of what is chosen the first is."""
    sent: dict[str, list[str]] = {}
    for name in sorted(form.names):
        offers, kept = form.offers(name), [value for each, value in form.untouched() if each == name]
        is_typed = offers is None and not any(
            control.get("type") == "hidden" for control in form.controls if control.get("name") == name
        )
        sent[name] = [odd, odd] if is_typed and name != "trap" else kept or (offers or [""])[:1]
    return sent


def sent_by(browser: Browser, address: str) -> Iterator[tuple[str, int]]:
    """What each odd value that is sent from a page is answered with."""
    page = browser.open(address)
    assert page.status == 200, address
    for form in [each for each in page.forms if each.method == "POST"][-1:]:
        for odd in ODD:
            answer = browser.client.post(form.action or page.path, base_url=f"https://{browser.host}", data=filled(form, odd))
            yield f"{address} {odd[:9]!r}", answer.status_code


@pytest.mark.parametrize(
    ("role", "pages"), [(Role.CHAMPION, OF_THE_TEAM), (Role.CARER_LEAD, OF_THE_LEAD)], ids=["champion", "lead"]
)
def test_odd_values_are_refused_with_a_sentence(app: Flask, browser: Browser, role: Role, pages: tuple[str, ...]) -> None:
    champion = a_staff_user(Role.CHAMPION)
    team, other = a_team(), a_team()
    an_appointment(team, champion.id)
    own, theirs = numbered(app, things_of(team, champion)), numbered(app, things_of(other, champion))
    browser.sign_in_as(champion if role is Role.CHAMPION else a_staff_user(role))
    before = rows_of(app, theirs)
    answers = [each for page in pages for each in sent_by(browser, "/carers/" + page.format(**own))]
    for address in ADDRESSES:
        answer = browser.client.get("/carers/" + address.format(**own), base_url=f"https://{browser.host}")
        answers.append((address, answer.status_code))
    assert [each for each in answers if each[1] >= 500] == []
    assert rows_of(app, theirs) == before
    assert len(before) > 5


def test_hidden_fields_reach_nothing_of_another_team(app: Flask, browser: Browser) -> None:
    champion = a_staff_user(Role.CHAMPION)
    own_team, other = a_team(), a_team()
    an_appointment(own_team, champion.id)
    own, theirs = things_of(own_team, champion), things_of(other, champion)
    browser.sign_in_as(champion)
    before = rows_of(app, theirs)
    for hidden in (
        {"clears": theirs["promise"].hex}, {"who": theirs["link"].hex}, {"team": other.id.hex, "who": "no name"},
        {"who": "another", "looked_for": "x" * 60_000},
        {"clears": theirs["promise"].hex, "who": own["link"].hex},
    ):  # fmt: skip
        page = browser.open("/carers/log")
        form = next(each for each in page.forms if "how" in each.names)
        sent = dict(form.untouched()) | {"how": "phone", "about": "listening", "follow_up": "no"} | hidden
        assert browser.post("/carers/log", sent).status < 500, hidden
    assert rows_of(app, theirs) == before
