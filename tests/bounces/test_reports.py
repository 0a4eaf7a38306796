"""Reading what mail servers and people write: every form says the same, and nothing that arrives makes it stumble."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.bounces.rules import Lasting, Why
from engage.bounces.rules.reports import GoodNews, Report, Written, read
from engage.bounces.rules.statuses import meaning
from tests.support.returned import EXIM_WAITS, FORMS, POSTFIX, WITH_ACTIONS, returned, written

OURS = "0123456789abcdef0123456789abcdef"
TO = "sam.okoro@people.example"


@pytest.mark.parametrize("form", FORMS)
def test_every_server_says_which_message_came_back_from_where_and_why(form: str) -> None:
    report = read(returned(FORMS[form], ours=OURS, to=TO))
    assert isinstance(report, Report)
    assert report.ours[0] == OURS
    assert TO in report.named
    assert (report.lasting, report.why, report.status, report.is_final) == (Lasting.FOR_GOOD, Why.NO_SUCH_ADDRESS, "5.1.1", True)


@pytest.mark.parametrize("form", WITH_ACTIONS)
def test_a_delay_and_a_failure_for_now_are_told_apart(form: str) -> None:
    waits = read(returned(FORMS[form], ours=OURS, to=TO, status="4.4.1", action="delayed"))
    gave_up = read(returned(FORMS[form], ours=OURS, to=TO, status="4.4.7"))
    assert isinstance(waits, Report)
    assert isinstance(gave_up, Report)
    assert (waits.why, waits.is_final) == (Why.DELAYED, False)
    assert (gave_up.why, gave_up.lasting, gave_up.is_final) == (Why.NOT_IN_TIME, Lasting.FOR_NOW, True)


def test_a_warning_in_prose_is_a_delay_and_good_news_is_no_report() -> None:
    waits = read(returned(EXIM_WAITS, ours=OURS, to=TO))
    assert isinstance(waits, Report)
    assert (waits.why, waits.ours, waits.named[0]) == (Why.DELAYED, (OURS,), TO)
    assert isinstance(read(returned(POSTFIX, ours=OURS, to=TO, status="2.0.0", action="delivered")), GoodNews)


@pytest.mark.parametrize(
    ("status", "lasting", "why"),
    [
        ("5.1.1", Lasting.FOR_GOOD, Why.NO_SUCH_ADDRESS),
        ("5.1.10", Lasting.FOR_GOOD, Why.NO_SUCH_ADDRESS),
        ("5.4.1", Lasting.FOR_GOOD, Why.TURNED_AWAY),
        ("5.2.2", Lasting.FOR_NOW, Why.FULL),
        ("5.7.1", Lasting.FOR_NOW, Why.TURNED_AWAY),
        ("5.1.8", Lasting.FOR_NOW, Why.TURNED_AWAY),
        ("4.2.2", Lasting.FOR_NOW, Why.FULL),
        ("4.4.7", Lasting.FOR_NOW, Why.NOT_IN_TIME),
        (None, Lasting.FOR_NOW, Why.TURNED_AWAY),
    ],
)
def test_what_is_not_about_the_address_is_not_held_against_it(status: str | None, lasting: Lasting, why: Why) -> None:
    assert meaning(status, is_delayed=False) == (lasting, why)


@pytest.mark.parametrize(
    ("mail", "asks"),
    [
        (written("Stop"), True),
        (written("Re: News", "Please take me off your list.\r\n\r\n> You can stop at any time"), True),
        (written("Re: News", "See you there.\r\n\r\nOn Monday the team wrote:\r\n> stop these messages"), False),
        (written("Re: News", "The bus stopped."), False),
        (written("=?utf-8?b?VW5zdWJzY3JpYmU=?="), True),
        (b"From: s@people.example\r\nContent-Type: text/html\r\n\r\n<style>p{}</style><p>No more e-mails &amp; no</p>", True),
    ],
)  # fmt: skip
def test_only_what_somebody_wrote_themselves_asks_to_stop(mail: bytes, asks: bool) -> None:
    found = read(mail)
    assert isinstance(found, Written)
    assert found.asks_to_stop is asks


def test_an_answer_of_a_holiday_program_is_known_as_one() -> None:
    found = read(b"Auto-Submitted: auto-replied\r\n" + written("Out of office", "Stop by my desk"))
    assert isinstance(found, Written)
    assert found.is_automatic


PIECES = [
    *(part.encode() for form in FORMS.values() for part in form.split("\n")),
    b"\r\n",
    b"\xff\x00",
    b"--one/two",
    b"=?utf-8?b?/w==?=",
]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=2000), st.lists(st.sampled_from(PIECES), max_size=60).map(b"\r\n".join)))
def test_nothing_that_arrives_makes_it_stumble(raw: bytes) -> None:
    assert isinstance(read(raw), Report | Written | GoodNews | None)


def test_a_mail_of_a_thousand_boxes_in_boxes_is_no_mail() -> None:
    boxes = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(4000))
    assert isinstance(read(boxes), Written | None)
