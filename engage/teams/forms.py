"""What is asked about a team, an appointment, a manager, training, and a file of teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from engage import clock
from engage.staff.forms import WellFormed
from engage.teams.models import Appointment, Team
from engage.teams.queries.listing import MOST_SUCCESSORS
from engage.teams.rules import PART_WORDS, STAGE_OF, STAGE_WORDS, TEAM_KIND_WORDS, Part, TeamKind
from engage.teams.rules.training import COURSE_WORDS, Course
from engage.web.fields import Choice, Choices, DateInBoxes, Digits, EmailAddress, File, Maybe, Text
from engage.web.forms import AtMost, Form, Needed

FURTHEST = timedelta(days=366)
MOST_HOURS = 160
NOBODY = "nobody"


class AboutTeam(Form):
    """What a team is called and where it belongs."""

    name = Text("Name of the team", [Needed("Enter the name of the team"), AtMost(100, "Name of the team")], autocomplete="off")
    kind = Choice(
        "What kind of team is it?", choices=[(kind.value, words) for kind, words in TEAM_KIND_WORDS.items()],
        message="Select what kind of team it is",
    )  # fmt: skip
    care_group = Text(
        "Service or care group", [Needed("Enter the service or care group"), AtMost(100, "Service or care group")],
        hint="As your organisation calls it, for example Community recovery", autocomplete="off",
    )  # fmt: skip
    area = Text("Area (optional)", [AtMost(100, "Area")], hint="A town or district", autocomplete="off", width="20")
    stage = Choice(
        "Stage of the Triangle of Care", message="Select the stage",
        choices=[("usual", "The usual one for this kind"), *((str(each), words) for each, words in STAGE_WORDS.items())],
    )  # fmt: skip

    def filled_in(self, team: Team) -> AboutTeam:
        """The same form with what is kept about a team."""
        if not self.is_submitted():
            self.name.data, self.kind.data, self.care_group.data = team.name, team.kind.value, team.care_group
            self.area.data, self.stage.data = team.area or "", str(team.stage)
        return self

    @property
    def chosen_stage(self) -> int:
        """The stage that was chosen, or the one that goes with the kind."""
        return STAGE_OF[TeamKind(self.kind.data)] if self.stage.data == "usual" else int(self.stage.data)


def hours_of(form: Appoint | ChangeAppointment) -> int | None:
    """The hours a month, none when nothing was typed; says beside the field what is wrong with them."""
    typed = str(form.hours.data or "")
    if not typed:
        return None
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 6 or not 0 < int(typed) <= MOST_HOURS:
        form.refuse(form.hours, f"Enter hours as a whole number from 1 to {MOST_HOURS}")
        return None
    return int(typed)


class Appoint(Form):
    """Who serves a team, as what, and from when to when."""

    part = Choice(
        "What will they be?", choices=[(part.value, words) for part, words in PART_WORDS.items()],
        message="Select what they will be",
    )  # fmt: skip
    name = Text("Full name", [Needed("Enter their name"), AtMost(200, "Full name")], autocomplete="off")
    email = EmailAddress(
        "Work e-mail address", [Needed("Enter their e-mail address"), AtMost(254, "E-mail address"), WellFormed()],
        autocomplete="off", hint="Who has no account yet is sent an invitation there.",
    )  # fmt: skip
    starts_on = DateInBoxes("First day", hint="For example, 3 12 2026. They can see the team’s carers from this day.")
    last_day = DateInBoxes("Last day (optional)", hint="Leave it empty if nobody knows yet.")
    hours = Digits("Hours a month (optional)", hint="The time they are given for it", width="3")

    def fits(self) -> bool:
        """Whether the days make sense; says beside which one they do not."""
        today = clock.today()
        if self.starts_on.data is None:
            self.refuse(self.starts_on, "Enter the first day, for example 3 12 2026")
        elif not today <= self.starts_on.data <= today + FURTHEST:
            self.refuse(self.starts_on, "Enter a day from today on, at most a year ahead")
        _check_last_day(self, self.last_day, self.starts_on.data)
        hours_of(self)
        return not self.errors


class ChangeAppointment(Form):
    """Another last day, or other hours."""

    last_day = DateInBoxes(
        "Last day (optional)", hint="The last day on which they can see the team’s carers. Leave it empty if nobody knows yet."
    )
    hours = Digits("Hours a month (optional)", hint="The time they are given for it", width="3")

    def filled_in(self, kept: Appointment) -> ChangeAppointment:
        """The same form with what is kept."""
        if not self.is_submitted():
            self.hours.data = "" if kept.hours_a_month is None else str(kept.hours_a_month)
            self.last_day.process(None, kept.last_day)
        return self

    def fits(self, kept: Appointment) -> bool:
        """Whether the day makes sense; says beside it if it does not."""
        _check_last_day(self, self.last_day, max(kept.starts_on, clock.today()))
        hours_of(self)
        return not self.errors


def _check_last_day(form: Form, field: DateInBoxes, first: date | None) -> None:
    if field.data is None and field.was_typed():
        form.refuse(field, "Enter a real day, for example 31 3 2027, or leave it empty")
    elif field.data is not None and first is not None and field.data < first:
        form.refuse(field, "Enter a last day that is not before the first one, and not in the past")


class NameManager(Form):
    """Who manages a team."""

    name = Text("Full name", [Needed("Enter their name"), AtMost(200, "Full name")], autocomplete="off")
    email = EmailAddress(
        "Work e-mail address", [Needed("Enter their e-mail address"), AtMost(254, "E-mail address"), WellFormed()],
        autocomplete="off", hint="Who has no account yet is sent an invitation there.",
    )  # fmt: skip


class Close(Form):
    """Which team takes over: looked for by its name, and chosen where several fit."""

    name = Text("Which team takes over?", [AtMost(100, "Name of the team")], autocomplete="off",
                hint="Type its name, or part of it. You see what will happen before it does.")  # fmt: skip
    which = Maybe("Which of these?", message="Select which of these takes over")
    nobody = Choices("Or", choices=[("yes", "No team takes over. Nothing is left to do here")])

    def among(self, teams: Sequence[Team]) -> Close:
        """The same form with the teams that fit what was typed; what was chosen among others before counts no more."""
        self.are_many = len(teams) > MOST_SUCCESSORS
        self.which.choices = {} if self.are_many else {team.id.hex: f"{team.name}, {team.care_group}" for team in teams}
        if self.which.data not in self.which.values():
            self.which.data = None
        return self

    def chosen(self, *, is_needed: bool) -> str | None:
        """Who takes over, by id, or that nobody does; None when there is something to mend, which is said beside its field."""
        if self.nobody.data and not is_needed and not self.name.data:
            return NOBODY
        fits = self.which.values()
        if self.nobody.data and not is_needed:
            self.refuse(self.nobody, "Take the tick out, or leave the name empty")
        elif not self.name.data:
            self.refuse(self.name, "Enter the name of the team that takes over, or part of it")
        elif self.are_many:
            self.refuse(self.name, "Many teams fit. Type more of the name")
        elif not fits:
            self.refuse(self.name, "We know no other open team like that. Look at the spelling, or type less of the name")
        elif len(fits) > 1 and not self.which.data:
            self.refuse(self.which, self.which.message)
        return None if self.errors else str(self.which.data or fits[0])


class WriteDownTraining(Form):
    """A course somebody did."""

    course = Choice(
        "Which course?", choices=[(course.value, words) for course, words in COURSE_WORDS.items()],
        message="Select which course it was",
    )  # fmt: skip
    done_on = DateInBoxes("When was it done?", hint="For example, 3 12 2026")
    given_by = Text(
        "Who gave it?", [Needed("Enter who gave the course"), AtMost(100, "Who gave it")], autocomplete="off",
        hint="For example the carers’ centre, or e-learning",
    )  # fmt: skip

    def fits(self) -> bool:
        """Whether it was on a day that has come; says so beside it."""
        today = clock.today()
        if self.done_on.data is None:
            self.refuse(self.done_on, "Enter the day it was done, for example 3 12 2026")
        elif not date(today.year - 20, 1, 1) <= self.done_on.data <= today:
            self.refuse(self.done_on, "Enter a day in the past, or today")
        return not self.errors

    @property
    def chosen_course(self) -> Course:
        """The course."""
        return Course(self.course.data)


class Bring(Form):
    """A file of teams."""

    file = File("Your file", [Needed("Choose a CSV or .xlsx file")], hint="CSV or .xlsx, at most 300 teams")


def chosen_part(form: Appoint) -> Part:
    """What somebody is appointed to."""
    return Part(form.part.data)
