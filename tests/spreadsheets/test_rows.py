"""What a row says, what is wrong with it, and what is to become of it: stricter wins."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.outbox.rules import Channel
from engage.people.rules import Kind
from engage.pool.rules import Standing, Tie
from engage.spreadsheets.rules import Verdict, columns
from engage.spreadsheets.rules.judging import DIED, ERASED, NOT_IN_THE_POOL, Known, Seen, decisions, judge
from engage.spreadsheets.rules.rows import Said, row_says

TODAY = date(2026, 12, 3)
SAM = UUID(int=1)
NEWS = columns.about("newsletter")


def said(**cells: str) -> tuple[Said, list[str]]:
    """A row whose columns hold what their names say."""
    meanings = {"news": NEWS, "tel": "phone", "on": "said on", "how": "how told", "words": "wording", "post": "address 1"}
    return row_says(list(cells.values()), [meanings.get(name, name) for name in cells], today=TODAY)


WRONG = {
    "no name": ({"email": "sam@example.org"}, "There is no name"),
    "no way": ({"name": "Sam"}, "There is no e-mail address, phone number or postal address"),
    "half an address": ({"name": "Sam", "email": "sam@"}, "The e-mail address is not complete"),
    "two addresses": ({"name": "Sam", "email": "a@example.org; b@example.org"}, "there are two in one cell"),
    "half a number": ({"name": "Sam", "tel": "12"}, "The phone number is not complete"),
    "a formula": ({"name": '=cmd|"/c calc"!A1', "email": "sam@example.org"}, "as a formula does"),
    "an error": ({"name": "#N/A", "email": "sam@example.org"}, "an error of the spreadsheet"),
    "31 February": ({"name": "Sam", "tel": "01632 960 001", "news": "yes", "on": "31/2/2026"}, "does not exist"),
    "tomorrow": ({"name": "Sam", "tel": "01632 960 001", "news": "yes", "on": "4/12/2026"}, "in the future"),
    "maybe": ({"name": "Sam", "tel": "01632 960 001", "news": "maybe"}, "neither yes nor no"),
    "a tie nobody knows": ({"name": "Sam", "tel": "01632 960 001", "ties": "admiral"}, "cannot be read"),
    "a bell": ({"name": "Sam\x07", "tel": "01632 960 001"}, "a character that is not text"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_row_that_cannot_be_added_says_why(kind: str) -> None:
    cells, words = WRONG[kind]
    assert words in " ".join(said(**cells)[1])


def test_a_row_is_read_whole() -> None:
    row, wrong = said(
        name="Sam Sample", email="sam@example.org", tel="(01632) 960 001", ties="Service user; carer", area="me1 4ab"
    )
    assert wrong == []
    assert (row.ties, row.area) == ([Tie.USES, Tie.CARES], "ME1")
    assert [kind for kind, _ in row.contacts] == [Kind.EMAIL, Kind.PHONE]


def test_two_people_of_one_name_are_two_people_and_one_person_twice_is_one() -> None:
    seen = Seen()
    rows = [
        ("Sam Sample", "a@example.org"),
        ("Sam Sample", "b@example.org"),
        ("SAM  sample", "A@example.org"),
        ("Ada", "b@example.org"),
    ]
    found = [seen.problem(number, said(name=name, email=email)[0]) for number, (name, email) in enumerate(rows, start=2)]
    assert found[:3] == [None, None, "The same person stands in row 2"]
    assert "Row 3 has this e-mail address under another name" in (found[3] or "")


def known(**changes: object) -> Known:
    """Sam, who is here."""
    facts: dict[str, object] = {
        "person_id": SAM, "full_name": "Sam Sample", "called": None, "note": None, "area": None, "standing": Standing.ACTIVE,
        "has_died": False, "is_restricted": False, "contacts": {Kind.EMAIL: "sam@example.org"},
    }  # fmt: skip
    return Known(**(facts | changes))  # type: ignore[arg-type]


ROW = said(name="Sam Sample", email="Sam@Example.org", tel="01632 960 001")[0]
JUDGED = {
    "nobody like it": ([], Verdict.NEW, ()),
    "here": ([known(contacts={Kind.EMAIL: "sam@example.org", Kind.PHONE: "+44 1632 960001"})], Verdict.HERE, ()),
    "here, without a number": ([known()], Verdict.FILLS, ("phone number",)),
    "here, hidden": ([known(is_restricted=True)], Verdict.HERE, ()),
    "here under another name": ([known(full_name="Pat Other")], Verdict.CLOSE, ()),
    "only the name": ([known(contacts={})], Verdict.CLOSE, ()),
    "left": ([known(standing=Standing.LEFT)], Verdict.REFUSED, (NOT_IN_THE_POOL[Standing.LEFT],)),
    "set aside": ([known(standing=Standing.NOT_REAL)], Verdict.REFUSED, (NOT_IN_THE_POOL[Standing.NOT_REAL],)),
    "died": ([known(has_died=True)], Verdict.REFUSED, (DIED,)),
}


@pytest.mark.parametrize("kind", JUDGED)
def test_what_is_to_become_of_a_row(kind: str) -> None:
    close, verdict, reasons = JUDGED[kind]
    judgement = judge(ROW, close, was_erased=False, came_before=None)
    assert (judgement.verdict, tuple(judgement.reasons)) == (verdict, reasons)


def test_whoever_was_erased_does_not_come_back() -> None:
    judgement = judge(ROW, [known()], was_erased=True, came_before=known())
    assert (judgement.verdict, list(judgement.reasons)) == (Verdict.REFUSED, [ERASED])


@given(
    stands=st.dictionaries(st.sampled_from([("newsletter", Channel.EMAIL), ("newsletter", Channel.PHONE)]), st.booleans()),
    says=st.sampled_from(["yes", "no"]), evidence=st.booleans(), same=st.booleans(), is_here=st.booleans(),
)  # fmt: skip
def test_a_file_never_turns_a_no_into_a_yes_and_no_yes_counts_without_evidence(
    stands: dict[tuple[str, Channel], bool], says: str, evidence: bool, same: bool, is_here: bool
) -> None:
    told = {"on": "3/11/2025", "how": "Paper form", "words": "Send me the newsletter"} if evidence else {}
    row, wrong = said(name="Sam Sample", email="sam@example.org" if same else "new@example.org", news=says, **told)
    yes, no = decisions(row, known(answers=stands) if is_here else None)
    assert wrong == []
    assert all(each not in stands for each in yes) or not is_here
    assert not yes or (evidence and says == "yes" and (same or not is_here))
    assert not no or says == "no"
    counts = same and stands.get(("newsletter", Channel.EMAIL), False) if is_here else True
    assert (("newsletter", Channel.EMAIL) in no) == (says == "no" and counts)


def test_columns_are_guessed_and_what_is_missing_is_said_first() -> None:
    guess = columns.guessed(["Surname", "First name", "E-Mail", "Shoe size", "email"], [])
    assert guess == ["last name", "first name", "email", "", ""]
    problems = [words for _, words in columns.problems(["", "town"], columns.choices(()))]
    assert problems[0] == "Your file has no column for a name. Choose the column that holds it"
    assert "no column for a way to reach people" in problems[1]
