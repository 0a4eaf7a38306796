"""What one row says about somebody, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from engage.people.rules import Kind, comparable, comparable_name
from engage.pool.rules import Tie, area_named
from engage.spreadsheets.rules.columns import ABOUT, Column

_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "ticked", "agreed", "opted in"})
_NO = frozenset({"no", "n", "false", "0", "refused", "opted out", "withdrawn"})
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DAY_FIRST = re.compile(r"(\d{1,2})[./ -](\d{1,2}|[a-z]{3,9})[./ -](\d{4}|\d{2})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXCEL_BEGAN = date(1899, 12, 30)
_TIES: dict[Tie, tuple[str, ...]] = {
    Tie.USES: ("uses services", "service user", "uses"),
    Tie.USED: ("used services", "former service user", "ex service user", "used"),
    Tie.CARES: ("cares for somebody", "carer", "cares"),
    Tie.CARED: ("cared for somebody", "former carer", "ex carer", "cared"),
    Tie.INTERESTED: ("is interested", "interested", "member of the public", "public"),
}
_TIE_OF = {words: tie for tie, each in _TIES.items() for words in each}
LONGEST: dict[Column, int] = {Column.NAME: 200, Column.CALLED: 100, Column.NOTE: 250, Column.AREA: 100, Column.WORDING: 1000}


@dataclass(frozen=True)
class Said:
    """What a row says, as far as it can be read. `answers`: by purpose, yes or no.

    compared: the contacts in the form in which they are compared.
    """

    name: str
    called: str | None = None
    note: str | None = None
    area: str | None = None
    ties: Sequence[Tie] = ()
    contacts: Sequence[tuple[Kind, str]] = ()
    compared: Sequence[tuple[Kind, str]] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)
    said_on: date | None = None
    how_told: str = ""
    wording: str = ""

    @property
    def has_evidence(self) -> bool:
        """Whether the row says when, how and in what words somebody agreed: without it no yes counts."""
        return self.said_on is not None and bool(self.how_told) and bool(self.wording)

    @property
    def said_yes(self) -> list[str]:
        """The purposes to which they said yes, where that counts."""
        return [purpose for purpose, yes in self.answers.items() if yes and self.has_evidence]

    @property
    def key(self) -> str:
        """Everything the row says in one form, so that the same row is known again."""
        parts = [comparable_name(self.name), comparable_name(self.called or ""), self.area or "", self.note or ""]
        parts += sorted(f"{kind}={value}" for kind, value in self.compared)
        parts += [tie.value for tie in self.ties] + sorted(f"{purpose}={yes}" for purpose, yes in self.answers.items())
        return "\0".join([*parts, str(self.said_on or ""), self.how_told, self.wording])


def row_says(cells: Sequence[str], meanings: Sequence[str], *, today: date) -> tuple[Said, list[str]]:
    """What a row says, and a sentence for each thing that must be mended before it can be added."""
    held = {meaning: cell for meaning, cell in zip(meanings, cells, strict=False) if meaning and cell}
    wrong = _never_right(cells, meanings, held)
    name = held.get(Column.NAME) or " ".join(filter(None, (held.get(Column.FIRST_NAME), held.get(Column.LAST_NAME))))
    if not name:
        wrong.append("There is no name")
    contacts = _contacts(held, wrong)
    if not contacts and not wrong:
        wrong.append("There is no e-mail address, phone number or postal address")
    answers = _answers(held, wrong)
    said_on = _said_on(held.get(Column.SAID_ON), wrong, today=today) if answers else None
    area, compared = held.get(Column.AREA), [(kind, comparable(kind, value)) for kind, value in contacts]
    said = Said(
        name, held.get(Column.CALLED), held.get(Column.NOTE), area_named(area) if area else None,
        _ties(held, wrong), contacts, compared, answers, said_on, held.get(Column.HOW_TOLD, ""), held.get(Column.WORDING, ""),
    )  # fmt: skip
    return said, wrong


def _never_right(cells: Sequence[str], meanings: Sequence[str], held: Mapping[str, str]) -> list[str]:
    wrong = []
    if len(cells) > len(meanings):
        wrong.append("The row has more cells than there are headings")
    if any(cell.startswith("=") for cell in held.values()):
        wrong.append("A cell begins with an equals sign, as a formula does")
    if any(_CONTROL.search(cell) for cell in held.values()):
        wrong.append("A cell holds a character that is not text")
    if any(cell in _ERRORS for cell in held.values()):
        wrong.append("A cell holds an error of the spreadsheet")
    for column, most in LONGEST.items():
        if len(held.get(column, "")) > most:
            wrong.append(f"The {column.value} is longer than {most} characters")
    return wrong


def _contacts(held: Mapping[str, str], wrong: list[str]) -> list[tuple[Kind, str]]:
    found: list[tuple[Kind, str]] = []
    if email := held.get(Column.EMAIL):
        try:
            email = str(validate_email(email, check_deliverability=False, allow_smtputf8=False).ascii_email)
            found.append((Kind.EMAIL, email))
        except EmailNotValidError:
            wrong.append("The e-mail address is not complete, or there are two in one cell")
    for column, kind in ((Column.PHONE, Kind.PHONE), (Column.TEXT, Kind.TEXT)):
        if number := held.get(column):
            if _is_number(number):
                found.append((kind, number))
            else:
                wrong.append("The phone number is not complete, or there are two in one cell")
    if Column.ADDRESS_1 in held:
        lines = (Column.ADDRESS_1, Column.ADDRESS_2, Column.TOWN, Column.POSTCODE)
        found.append(
            (
                Kind.POST,
                "\n".join(held[line].upper() if line is Column.POSTCODE else held[line] for line in lines if line in held),
            )
        )
    return found


def _is_number(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, "GB"))  # as when people join
    except phonenumbers.NumberParseException:
        return False


def _answers(held: Mapping[str, str], wrong: list[str]) -> dict[str, bool]:
    found = {}
    for meaning, cell in held.items():
        if meaning.startswith(ABOUT):
            plain = cell.casefold()
            if plain in _YES | _NO:
                found[meaning.removeprefix(ABOUT)] = plain in _YES
            else:
                wrong.append("An answer is neither yes nor no")
    return found


def _said_on(cell: str | None, wrong: list[str], *, today: date) -> date | None:
    if cell is None:
        return None
    day = day_of(cell)
    if day is None:
        wrong.append("The date they agreed does not exist, or cannot be read. Write it like 3/12/2026")
    elif day > today:
        wrong.append("The date they agreed is in the future")
    elif day.year < 1990:
        wrong.append("The date they agreed is before 1990")
    else:
        return day
    return None


def day_of(cell: str) -> date | None:
    """The day in a cell: day first, year first, or a number as spreadsheets count days.

    >>> day_of("3/12/2026"), day_of("2026-12-03"), day_of("3 Dec 26"), day_of("46359"), day_of("31/2/2026")
    (datetime.date(2026, 12, 3), datetime.date(2026, 12, 3), datetime.date(2026, 12, 3), datetime.date(2026, 12, 3), None)
    """
    if cell.isdecimal() and cell.isascii() and 30_000 <= int(cell[:7]) <= 80_000:
        return _EXCEL_BEGAN + timedelta(days=int(cell))
    if found := _YEAR_FIRST.fullmatch(cell):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(cell):
        day, month, year = found.groups()
    else:
        return None
    word = month.casefold()[:3]
    number = _MONTHS.index(word) + 1 if word in _MONTHS else int(month) if month.isdecimal() else 0
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _ties(held: Mapping[str, str], wrong: list[str]) -> list[Tie]:
    found = set()
    for words in filter(None, (part.strip().casefold() for part in re.split("[;,/+&]| and ", held.get(Column.TIES, "")))):
        tie = _TIE_OF.get(words.replace("-", " "))
        if tie is None:
            wrong.append("How they are tied to our services cannot be read. Write service user, carer or interested")
            break
        found.add(tie)
    return [tie for tie in Tie if tie in found]
