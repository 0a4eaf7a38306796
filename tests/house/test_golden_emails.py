"""Every e-mail, word for word: subject first, then headers of its own, then the text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from engage import jobs
from engage.accounts.queries import SignInFacts
from engage.carer_log.queries.reminding import Counts, FollowUpFacts
from engage.carers.queries.young import YoungFacts
from engage.consent.queries import ChoiceFacts, RenewFacts, StopLinks
from engage.contacts.queries.reach import ChangedFacts, NewAddressFacts
from engage.coverage.queries.messages import Facts as WrittenFacts
from engage.coverage.rules.messages import about_a_gap
from engage.db import db
from engage.demo import newsletter
from engage.digests.queries import Facts as DigestFacts
from engage.digests.rules import Words as DigestWords
from engage.jobs import KINDS
from engage.jobs.reasons import BECAUSE
from engage.mail import THIS_MESSAGE, Email, Sender, as_bytes
from engage.mail.templates import Wording, templates
from engage.mailings.queries.dates import NoticeFacts
from engage.mailings.queries.one import Facts as MailingFacts
from engage.mailings.rules.dates import Kept, Said
from engage.mailings.rules.words import Words
from engage.message_templates.queries import TrialFacts
from engage.needs.queries import InFormat, ReviewFacts
from engage.pool.queries import ConfirmFacts, LeftFacts
from engage.privacy.queries.keeping import Coming, ComingFacts
from engage.privacy.queries.looks import LooksFacts
from engage.privacy.queries.requests import DueFacts
from engage.settings import Notify, Settings
from engage.sharing.queries.looking import LookAgainFacts
from engage.sharing.queries.overrides import OverrideFacts
from engage.staff.queries import AccountFacts
from engage.teams.queries import Gap
from engage.teams.queries.reminding import AppointedFacts, GapFacts, TrainingFacts
from engage.teams.rules import Part
from engage.teams.rules.training import Course
from engage.welcome.queries.one import WelcomeFacts
from engage.welcome.queries.waiting import WaitingFacts
from engage.worker import LINKED, create_worker
from tests.support.checks import FORBIDDEN_WORDS
from tests.support.golden import Golden
from tests.support.installation import TOP

pytestmark = pytest.mark.one_database("sqlite")
TO, NAME, TOKEN, CODE = "sam@people.example", "Sam", "the-token", "123456"
WHEN = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
ACCOUNT = AccountFacts(name="Robin Sample", email="robin@staff.example", when=WHEN, token=TOKEN)
WANTED = ("Send me the newsletter, about once a month.", "Ask me to take part in surveys.")
MAILING = Words(
    "News from {team}", "You asked us for news, {called}.",
    "The garden at Upper Fiction opens at weekends too.\n\nWhat we could not do: later evening visits. {{7*7}} stays as it is.",
    "https://trust.example/garden", "Read about the garden",
)  # fmt: skip
MAILING_WITHOUT_A_LINK = Words("{team}: an invitation", "You said we may ask you.", "Please tell us what you think.\n\n\n{trust}")

DATE = Kept(
    UUID(int=7), 0, WHEN,
    Said(
        "Planning the garden, first meeting", "Participation team: a date to keep", date(2027, 3, 28), time(10), time(12, 30),
        "Room 2, Fiction House", "A ramp at the side door", "https://talk.example/garden", "01632 960 001, code 22",
    ),
)  # fmt: skip
MOVED = replace(DATE, sequence=1, said=replace(DATE.said, day=date(2027, 4, 4)))

NOTIFY = "by notify"
FACTS: dict[str, Any] = {
    "accounts.sign_in": SignInFacts(to=TO, greeting=NAME, token=TOKEN, code=CODE),
    "pool.confirm": ConfirmFacts(to=TO, token=TOKEN, code=CODE, is_reminder=False, is_known=False),
    "pool.confirm, as a reminder": ConfirmFacts(to=TO, token=TOKEN, code=CODE, is_reminder=True, is_known=False),
    "pool.confirm, to somebody we know": ConfirmFacts(to=TO, token=TOKEN, code=CODE, is_reminder=False, is_known=True),
    "pool.left": LeftFacts(to=TO, greeting=NAME, left_at=WHEN),
    "contacts.confirm": NewAddressFacts(to=TO, token=TOKEN, code=CODE, is_known=False),
    "contacts.confirm, to somebody we know": NewAddressFacts(to=TO, token=TOKEN, code=CODE, is_known=True),
    "contacts.changed": ChangedFacts(to=TO, greeting=NAME, when=WHEN, is_old=False),
    "contacts.changed, to the old address": ChangedFacts(to=TO, greeting=NAME, when=WHEN, is_old=True),
    "consent.changed": InFormat(ChoiceFacts(to=TO, greeting=NAME, token=TOKEN, wanted=WANTED)),
    "consent.changed, to nothing": InFormat(ChoiceFacts(to=TO, greeting=NAME, token=TOKEN, wanted=())),
    "consent.changed, in easy read": InFormat(ChoiceFacts(to=TO, greeting=NAME, token=TOKEN, wanted=WANTED), easy_read=True),
    "coverage.message": WrittenFacts(TO, NAME, "Our meeting", "We meet on 9 December.\n\nBring a question.", "Robin Sample"),
    "coverage.message, about a gap": WrittenFacts(TO, NAME, *about_a_gap("Example Ward", 20), "Robin Sample"),
    "coverage.test": WrittenFacts(TO, NAME, "Our meeting", "We meet on 9 December.", "Robin Sample"),
    "needs.review": ReviewFacts(to=TO, greeting=NAME, said_on=WHEN.date()),
    "consent.break_over": ChoiceFacts(to=TO, greeting=NAME, token=TOKEN, wanted=WANTED),
    "consent.renew": RenewFacts(to=TO, greeting=NAME, token=TOKEN, wanted=WANTED, last_day=WHEN.date()),
    "staff.invitation": ACCOUNT,
    "staff.new_password": ACCOUNT,
    "staff.changed": ACCOUNT,
    "welcome.welcomed": InFormat(WelcomeFacts(to=TO, greeting=NAME, contact="Robin Sample")),
    "welcome.welcomed, in easy read": InFormat(WelcomeFacts(to=TO, greeting=NAME, contact="Robin Sample"), easy_read=True),
    "carers.young": YoungFacts("robin@staff.example", "Robin Sample", "C-7K2M9X"),
    "welcome.waiting": WaitingFacts(name="Robin Sample", to="robin@staff.example", count=3, days=3),
    "welcome.waiting, one": WaitingFacts(name="Robin Sample", to="robin@staff.example", count=1, days=7),
    "carer_log.follow_ups": FollowUpFacts("Priya Sample", "priya@staff.example", Counts(today=1, overdue=1, soon=1)),
    "carer_log.follow_ups, passed on": FollowUpFacts("Gareth Sample", "gareth@staff.example", Counts(raised=1)),
    "privacy.request": DueFacts("Robin Sample", "robin@staff.example", WHEN.date(), date(2027, 4, 2), UUID(int=1)),
    "privacy.looks": LooksFacts("Robin Sample", "robin@staff.example", count=2),
    "privacy.looks, one": LooksFacts("Robin Sample", "robin@staff.example", count=1),
    "privacy.coming": ComingFacts("Robin Sample", "robin@staff.example", (Coming("Words of closed requests", 3),)),
    "sharing.look_again": LookAgainFacts("Priya Sample", "priya@staff.example", 3, WHEN.date(), has_run_out=False),
    "sharing.look_again, run out": LookAgainFacts("Priya Sample", "priya@staff.example", 1, WHEN.date(), has_run_out=True),
    "sharing.override": OverrideFacts("Robin Sample", "robin@staff.example", UUID(int=1)),
    "teams.appointed": AppointedFacts("priya@staff.example", "Priya Sample", "Ashford CMHT", Part.CHAMPION, None),
    "teams.appointed, as deputy": AppointedFacts(
        "priya@staff.example", "Priya Sample", "Ashford CMHT", Part.DEPUTY, date(2027, 6, 2)
    ),
    "teams.uncovered": GapFacts(
        "robin@staff.example", "Robin Sample", Gap(UUID(int=1), "Ashford CMHT", "Recovery", None, WHEN.date()), date(2027, 3, 16)
    ),
    "teams.training": TrainingFacts("priya@staff.example", "Priya Sample", Course.AWARENESS, WHEN.date(), is_over=False),
    "teams.training, run out": TrainingFacts("priya@staff.example", "Priya Sample", Course.AWARENESS, WHEN.date(), is_over=True),
    "mailings.message": MailingFacts(TO, NAME, MAILING, "text 1", "The newsletter", StopLinks(TOKEN, "stop-token")),
    "mailings.message, without a link": MailingFacts(
        TO, NAME, MAILING_WITHOUT_A_LINK, "text 1", "Surveys", StopLinks(TOKEN, "stop-token")
    ),
    "digests.weekly": DigestFacts(
        TO,
        NAME,
        (
            DigestWords("Plan the garden", "We plan the garden anew. It takes an hour.", date(2027, 5, 3), "call us", ""),
            DigestWords("Read our letters", "Are they clear?", date(2027, 4, 20), "", "https://trust.example/letters"),
        ),
        "Being asked to take part",
        StopLinks(TOKEN, "stop-token"),
    ),
    "message_templates.test": TrialFacts(
        "robin@staff.example",
        "Robin Sample",
        templates()["welcome/welcomed"],
        Wording("Welcome from ((team))", "Thank you for joining us, ((name)). Ask for ((whom to turn to)).\n\n((your page))"),
        "1",
    ),
    "mailings.message, with a date": MailingFacts(
        TO, NAME, MAILING, "text 1", "The newsletter", StopLinks(TOKEN, "stop-token"), DATE
    ),
    "mailings.date_changed": NoticeFacts(TO, NAME, MOVED, DATE),
    "mailings.date_cancelled": NoticeFacts(TO, NAME, replace(MOVED, cancelled=True), DATE),
    f"mailings.message, with a date, {NOTIFY}": MailingFacts(
        TO, NAME, MAILING, "text 1", "The newsletter", StopLinks(TOKEN, "stop-token"), DATE
    ),
    f"mailings.date_changed, {NOTIFY}": NoticeFacts(TO, NAME, MOVED, DATE),
    f"mailings.date_cancelled, {NOTIFY}": NoticeFacts(TO, NAME, replace(MOVED, cancelled=True), DATE),
    "mailings.test": MailingFacts("robin@staff.example", "Robin Sample", MAILING, "text 1", "The newsletter"),
    "demo.newsletter": newsletter.NewsFacts(to=TO, greeting=NAME, links=StopLinks(choices=TOKEN, one_press="stop-token")),
}

_LINK = re.compile(r"(?:link|url_for)\(\s*[\"']([a-z_]+\.[a-z_]+)[\"']")


def file_of(name: str) -> str:
    """The golden file of a letter."""
    return re.sub(r"[^a-z_.]+", "-", name) + ".txt"


@pytest.fixture
def letters(app: Flask) -> dict[str, Email]:
    """Every letter with invented facts, as the application with all its pages writes them."""
    return written_by(app)


def written_by(app: Flask) -> dict[str, Email]:
    """Every letter as an application writes it; some as they go by GOV.UK Notify, which carries no file."""
    usual: Settings = app.extensions["settings"]
    by_notify = replace(usual, notify=Notify("key", "template", "", ""))
    made = {}
    with jobs.at_work(app):
        for name, facts in FACTS.items():
            app.extensions["settings"] = by_notify if name.endswith(NOTIFY) else usual
            made[name] = KINDS[name.partition(",")[0]].email(facts)
    app.extensions["settings"] = usual
    return made


def test_every_kind_of_letter_is_among_them(letters: dict[str, Email]) -> None:
    assert {name.partition(",")[0] for name in letters} == set(KINDS)


def test_the_golden_letters_hold(letters: dict[str, Email], golden: Golden) -> None:
    for name, letter in letters.items():
        headers = "".join(f"{header}: {value}\n" for header, value in letter.headers.items())
        golden.holds(f"emails/{file_of(name)}", f"Subject: {letter.subject}\n{headers}\n{letter.text}")
        golden.holds(f"emails/{file_of(name).removesuffix('.txt')}.html", letter.html)
    golden.holds_no_others("emails", {file_of(name) for name in letters})
    golden.holds_no_others("emails", {file_of(name).removesuffix(".txt") + ".html" for name in letters}, ending="html")


def test_the_worker_who_has_no_pages_writes_the_same_letters(app: Flask, letters: dict[str, Email]) -> None:
    worker = create_worker(app.extensions["settings"])
    by_worker = written_by(worker)
    with worker.app_context():
        db.engine.dispose()
    assert by_worker == letters


def test_where_letters_lead_is_where_the_pages_are(app: Flask) -> None:
    pages = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    assert {endpoint: pages.get(endpoint) for endpoint in LINKED} == LINKED
    words = [*TOP.glob("engage/*/emails.py"), TOP / "engage/web/letters.py", *TOP.glob("templates/emails/*/*.txt")]
    words += [*TOP.glob("templates/emails/*.txt"), *TOP.glob("templates/layouts/email.*")]
    asked = {name for file in words for name in _LINK.findall(file.read_text(encoding="utf-8"))}
    assert len(asked) > 20
    assert asked <= set(LINKED)


def test_every_letter_says_where_help_is_who_wrote_and_that_one_may_reply(app: Flask, letters: dict[str, Email]) -> None:
    organisation = app.extensions["settings"].organisation
    for name, letter in letters.items():
        assert "Need help now? https://engage.example/help-now" in letter.text, name
        assert re.match(r"(Dear .+|Hello)\n\n\w", letter.text), name
        assert organisation.name in letter.text, name
        assert organisation.phone in letter.text, name


def test_a_letter_speaks_of_a_file_only_where_one_goes_with_it(letters: dict[str, Email]) -> None:
    with_one = {name for name, letter in letters.items() if letter.attached is not None}
    assert with_one == {"mailings.message, with a date", "mailings.date_changed", "mailings.date_cancelled"}
    for name, letter in letters.items():
        assert bool(re.search("file with this message|The file changes it", letter.text)) == (name in with_one), name


def test_every_letter_keeps_to_our_words(letters: dict[str, Email]) -> None:
    for name, letter in letters.items():
        said = re.sub(r"https?://\S+", "", f"{letter.subject}\n{letter.text}")
        assert not re.search(r"[\"'!]", said), name
        assert not re.search("|".join(FORBIDDEN_WORDS), said, re.IGNORECASE), name
        assert "\n\n\n" not in letter.text, name


def test_every_letter_travels_in_short_lines(app: Flask, letters: dict[str, Email]) -> None:
    for name, letter in letters.items():
        with app.app_context():
            sent = as_bytes(letter, sender=Sender("Participation team", "team@trust.example"), message_id="<one@trust.example>")
        assert max(map(len, sent.split(b"\r\n"))) < 998, name
        assert len(letter.subject) <= 60, name


def test_every_optional_letter_can_be_stopped_with_one_press(letters: dict[str, Email]) -> None:
    letter = letters["demo.newsletter"]
    assert letter.headers["List-Unsubscribe"] == "<https://engage.example/u/stop-token>"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://engage.example/c/the-token" in letter.text


def test_every_letter_leads_to_why_it_came(letters: dict[str, Email]) -> None:
    for name, letter in letters.items():
        assert f"Why did I get this? https://engage.example/w/{THIS_MESSAGE}\n" in letter.text, name
        assert letter.naming("one").text.count("https://engage.example/w/one\n") == 1, name


def test_every_kind_says_why_it_is_sent() -> None:
    assert set(BECAUSE) == set(KINDS), "say in engage/jobs/reasons.py why this kind is sent"
    assert [name for name, words in BECAUSE.items() if not words.endswith(".") or words[:1].isupper()] == []
