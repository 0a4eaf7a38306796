"""A list of teams out of a file: what its columns are called, and what is to become of each row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from engage.sheets.limits import Unreadable
from engage.sheets.sheet import Sheet
from engage.teams.rules import STAGE_OF, TEAM_KIND_WORDS, TeamKind, comparable_name

MOST_TEAMS = 300
LONGEST = 100


class Column(StrEnum):
    """What a column of the file holds, as the template names it."""

    NAME = "Name"
    KIND = "Kind"
    CARE_GROUP = "Service or care group"
    AREA = "Area"
    STAGE = "Stage"
    MANAGER = "Manager’s e-mail address"


NEEDED = (Column.NAME, Column.KIND, Column.CARE_GROUP)
_ALSO: dict[str, Column] = {
    "team": Column.NAME, "team name": Column.NAME, "ward": Column.NAME, "type": Column.KIND, "service": Column.CARE_GROUP,
    "care group": Column.CARE_GROUP, "directorate": Column.CARE_GROUP, "locality": Column.AREA, "town": Column.AREA,
    "manager": Column.MANAGER, "manager’s e-mail": Column.MANAGER, "manager’s email": Column.MANAGER,
    "manager’s email address": Column.MANAGER, "manager e-mail": Column.MANAGER, "manager email": Column.MANAGER,
}  # fmt: skip
_KINDS = {
    **{kind.value: kind for kind in TeamKind},
    **{words.casefold(): kind for kind, words in TEAM_KIND_WORDS.items()},
    "home treatment": TeamKind.CRISIS, "inpatient": TeamKind.WARD,
}  # fmt: skip


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    HERE = "here"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One row of the file: what it says, what becomes of it and, where it cannot be added, why."""

    number: int
    name: str
    kind: str
    care_group: str
    area: str
    stage: int
    manager: str
    verdict: Verdict
    why: str = ""
    manager_id: UUID | None = None


def judged(sheet: Sheet, here: Collection[str], managers: Mapping[str, UUID]) -> list[Line]:
    """Every row with what becomes of it. here: comparable names of teams we have; managers: by comparable address.

    Raises Unreadable where the file holds no teams at all.
    """
    if len(sheet.rows) > MOST_TEAMS:
        raise Unreadable(f"Your file has more than {MOST_TEAMS} rows. Take it in parts")
    places = _places(sheet.headings)
    found: list[Line] = []
    for number, cells in sheet.rows:
        said = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        found.append(_line(number, said, here, managers, found))
    return found


def _places(headings: Sequence[str]) -> dict[Column, int]:
    known = {**_ALSO, **{column.value.casefold(): column for column in Column}}
    places: dict[Column, int] = {}
    for place, heading in enumerate(headings):
        column = known.get(heading.casefold().replace("'", "’"))
        if column is not None and column in places:
            raise Unreadable(f"Your file has two columns for “{column.value}”. Take one of them out")
        if column is not None:
            places[column] = place
    for column in NEEDED:
        if column not in places:
            raise Unreadable(f"Your file has no column called “{column.value}”. Add it, or take our template")
    return places


def _line(
    number: int, said: Mapping[Column, str], here: Collection[str], managers: Mapping[str, UUID], before: Iterable[Line]
) -> Line:
    name, manager = said[Column.NAME], said.get(Column.MANAGER, "")
    kind = _KINDS.get(said[Column.KIND].casefold())
    stage = _stage(said.get(Column.STAGE, ""), kind)
    manager_id = managers.get(manager.casefold()) if manager else None
    why = _why_not(said, kind, stage, manager != "" and manager_id is None)
    key = comparable_name(name)
    twice = next((line for line in before if comparable_name(line.name) == key and line.verdict is not Verdict.REFUSED), None)
    if not why and key not in here and twice is not None:
        why = f"Row {twice.number} has this name too. Take one of them out"
    verdict = Verdict.REFUSED if why else Verdict.HERE if key in here else Verdict.NEW
    return Line(
        number, name, (kind or said[Column.KIND]), said[Column.CARE_GROUP], said.get(Column.AREA, ""), stage or 0, manager,
        verdict, why, manager_id,
    )  # fmt: skip


def _stage(text: str, kind: TeamKind | None) -> int | None:
    if not text:
        return STAGE_OF[kind] if kind is not None else None
    return int(text) if text in ("1", "2", "3") else None


def _why_not(said: Mapping[Column, str], kind: TeamKind | None, stage: int | None, manager_unknown: bool) -> str:
    if not said[Column.NAME]:
        return "There is no name. Enter the name of the team"
    if kind is None:
        return "We do not know this kind. Enter ward, crisis, community, liaison or specialist"
    if not said[Column.CARE_GROUP]:
        return "There is no service or care group. Enter the one the team belongs to"
    if stage is None:
        return "The stage is not 1, 2 or 3. Enter one of these, or nothing"
    if max(len(said.get(column, "")) for column in (Column.NAME, Column.CARE_GROUP, Column.AREA)) > LONGEST:
        return f"Something is longer than {LONGEST} characters. Make it shorter"
    if manager_unknown:
        return "No team manager has an account with this address. Leave it empty, and name the manager later"
    return ""
