"""Letters that a phone sealed without a line: who gets them, what is refused, and what the days in them mean later."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from engage import vault
from engage.accounts.rules import Role
from engage.carer_log.actions.arriving import CONTEXT, as_written, owner
from engage.carer_log.models import CarerLogDraft
from engage.db import db
from engage.teams.models import Team
from tests.carer_log.test_log import log
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer
from tests.support.browser import Browser

FIELDS = [("once", "a-showing"), ("how", "phone"), ("about", "listening"), ("follow_up", "week"), ("looked_for", "JE")]
WRITTEN = datetime(2027, 3, 1, 16, 30, tzinfo=UTC)


def sealed(words: str, *, box: str, context: str = CONTEXT) -> str:
    """What static/js/phone.js makes of some words."""
    ours = ec.generate_private_key(ec.SECP256R1())
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(box))
    key = HKDF(hashes.SHA256(), 32, salt=point, info=context.encode()).derive(ours.exchange(ec.ECDH(), theirs))
    nonce = os.urandom(12)
    return base64.b64encode(point + nonce + AESGCM(key).encrypt(nonce, words.encode(), None)).decode()


def letter(app: Flask, user: StaffUser, fields: object = FIELDS, **other: str) -> str:
    with app.app_context():
        said = {"owner": owner(user.id), "at": WRITTEN.timestamp() * 1000, "fields": fields}
        return sealed(json.dumps(said).ljust(2048), box=vault.letter_box(), **other)


def hand_over(champion: Browser, letter: str) -> int:
    token = dict(champion.open("/carers/log").forms[-1].untouched())["csrf_token"]
    answer = champion.client.post(
        "/carers/log/from-phone", base_url=f"https://{champion.host}", data={"csrf_token": token, "letter": letter}
    )
    return answer.status_code


def test_it_goes_to_whoever_wrote_it_once_and_waits_to_be_looked_at(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask
) -> None:
    a_carer(ashford, name="Jo Example")
    written = letter(app, priya)
    champion.sign_in_as(a_staff_user(Role.TEAM_MANAGER))
    champion.client.get("/carers")
    champion.sign_in_as(priya)
    assert [hand_over(champion, written), hand_over(champion, written)] == [200, 200]
    assert "You began a contact" in champion.open("/carers").text
    champion.open("/carers/log")
    champion.follow("Go on with the one from your phone")
    page = champion.submit("Save")
    assert "Phone, 1 topic, follow up Mon 8 Mar" in page.text
    assert "JE C-" in page.text
    assert "1 March 2027 at 4:30pm" in page.text
    assert hand_over(champion, written) == 200
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CarerLogDraft)) == 0


def test_what_is_no_letter_of_ours_is_refused_for_good(champion: Browser, priya: StaffUser, ashford: Team, app: Flask) -> None:
    log(champion, "no name", follow_up="no")
    ours = letter(app, priya)
    changed = base64.b64encode(bytes(base64.b64decode(ours)[:-1]) + b"x").decode()
    no_showing, too_long = [("how", "phone")], [("once", "x"), ("note", "y" * 9000)]
    odd = [[("once", "a\0b")], [("once", "\ud800")], [("once", "x" * 65)], [["once"]]]
    sealed_wrong = [
        letter(app, priya, context="something else"),
        *(letter(app, priya, it) for it in (7, no_showing, too_long, *odd)),
    ]
    with app.app_context():
        deep = sealed("[" * 100_000, box=vault.letter_box())
    for wrong in ("", "no letter", changed, deep, *sealed_wrong):
        assert hand_over(champion, wrong) == 410
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CarerLogDraft)) == 0


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ({"follow_up": "tomorrow"}, {"follow_up": "other", "follow_up_on[day]": "2", "earlier": "yes", "at": "16:30"}),
        ({"follow_up": "other", "follow_up_on[day]": "9"}, {"follow_up": "other", "follow_up_on[day]": "9"}),
        (
            {"follow_up": "no", "earlier": "yes", "on[day]": "20", "at": "9:00"},
            {"follow_up": "no", "on[day]": "20", "at": "9:00"},
        ),
        ({"looked_for": "JE"}, {"who": "another", "follow_up": "no"}),
        ({"looked_for": "JE", "who": "no name"}, {"who": "no name"}),
    ],
)
def test_days_are_counted_from_when_it_was_written(typed: dict[str, str], reads: dict[str, str]) -> None:
    told = dict(as_written(list(typed.items()), WRITTEN))
    assert reads.items() <= told.items()
