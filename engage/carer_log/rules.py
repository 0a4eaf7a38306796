"""How a carer and the team were in contact, what it was about, and what came of it (journeys.md C10, domain.md 3.4)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

LONGEST_QUICK_NOTE = 250
LONGEST_NOTE = 500
UNDO_LASTS = timedelta(minutes=10)
OLDEST_CONTACT = timedelta(days=30)
OFFERED_CARERS = 5
LONGEST_ONCE = 64
LONGEST_DRAFT = 8_000
JUST_NOW = timedelta(hours=1)
"""What was begun longer ago says when it was."""
DRAFT_KEPT = timedelta(hours=12)
DETAILS_LAST = timedelta(days=7)
PHONE_KEPT = timedelta(days=7)


class How(StrEnum):
    """The way a contact took; `TRIED` means that nobody answered, and asks for nothing more."""

    PHONE = "phone"
    IN_PERSON = "in person"
    VIDEO = "video"
    WRITTEN = "text or e-mail"
    LETTER = "letter"
    GROUP = "group"
    TRIED = "tried"


class About(StrEnum):
    """What it was about."""

    SERVICE = "service"
    LISTENING = "listening"
    ASSESSMENT = "assessment"
    SHARING = "sharing"
    CARE_PLAN = "care plan"
    WORRY = "worry"
    OTHER = "other"


class Outcome(StrEnum):
    """What was done; details that may be added after the quick log."""

    IDENTIFIED = "identified"
    VIEWS_SOUGHT = "views sought"
    CONFIDENTIALITY_EXPLAINED = "confidentiality explained"
    SHARING_ASKED = "sharing asked"
    GENERAL_INFORMATION = "general information"
    SPECIFIC_INFORMATION = "specific information"
    INTRODUCTORY_LETTER = "introductory letter"
    INFORMATION_PACK = "information pack"
    APPOINTMENT_OFFERED = "appointment offered"
    APPOINTMENT_HELD = "appointment held"
    INVITED_TO_MEETING = "invited to meeting"
    DISCHARGE_PLANNING = "discharge planning"
    ASSESSMENT_OFFERED = "assessment offered"
    ASSESSMENT_ACCEPTED = "assessment accepted"
    ASSESSMENT_DECLINED = "assessment declined"
    ASSESSMENT_REFERRED = "assessment referred"
    SIGNPOSTED = "signposted"
    GROUP_OFFERED = "group offered"
    YOUNG_CARER = "young carer"
    FEEDBACK = "feedback"


class WhyVoid(StrEnum):
    """Why a contact in the log does not count."""

    UNDONE = "undone"
    SOMEBODY_ELSE = "somebody else"
    TWICE = "twice"
    NOT_RIGHT = "not right"
    CLINICAL = "clinical details"


class WhyCancelled(StrEnum):
    """Why something promised is not to be done any more."""

    NOT_WANTED = "not wanted"
    DONE_ELSEWHERE = "done elsewhere"
    NOT_REACHED = "not reached"
    CARER_LEFT = "carer left"
    MISTAKE = "mistake"


HOW_WORDS: dict[How, str] = {
    How.PHONE: "Phone",
    How.IN_PERSON: "In person",
    How.VIDEO: "Video",
    How.WRITTEN: "Text or e-mail",
    How.LETTER: "Letter",
    How.GROUP: "Group",
    How.TRIED: "Tried, no answer",
}
ABOUT_WORDS: dict[About, str] = {
    About.SERVICE: "Information about the ward or service",
    About.LISTENING: "Listening and support",
    About.ASSESSMENT: "Carer’s assessment",
    About.SHARING: "Sharing information",
    About.CARE_PLAN: "Care plan or meeting",
    About.WORRY: "Worry or complaint",
    About.OTHER: "Other help",
}
OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.IDENTIFIED: "Identified as a carer",
    Outcome.VIEWS_SOUGHT: "Asked for the carer’s views",
    Outcome.CONFIDENTIALITY_EXPLAINED: "Explained confidentiality",
    Outcome.SHARING_ASKED: "Asked the person what may be shared, or looked at it again",
    Outcome.GENERAL_INFORMATION: "Gave general information",
    Outcome.SPECIFIC_INFORMATION: "Shared information about the person",
    Outcome.INTRODUCTORY_LETTER: "Gave the introductory letter",
    Outcome.INFORMATION_PACK: "Gave the information pack",
    Outcome.APPOINTMENT_OFFERED: "Offered an early appointment",
    Outcome.APPOINTMENT_HELD: "Held the early appointment",
    Outcome.INVITED_TO_MEETING: "Invited to a care meeting",
    Outcome.DISCHARGE_PLANNING: "Included in planning to leave hospital or the service",
    Outcome.ASSESSMENT_OFFERED: "Offered a carer’s assessment",
    Outcome.ASSESSMENT_ACCEPTED: "Said yes to a carer’s assessment",
    Outcome.ASSESSMENT_DECLINED: "Said no to a carer’s assessment",
    Outcome.ASSESSMENT_REFERRED: "Referred for a carer’s assessment",
    Outcome.SIGNPOSTED: "Told where else to find help",
    Outcome.GROUP_OFFERED: "Offered a support group",
    Outcome.YOUNG_CARER: "Noticed a young carer",
    Outcome.FEEDBACK: "Took feedback about the service",
}
WHY_VOID_WORDS: dict[WhyVoid, str] = {
    WhyVoid.UNDONE: "Undone straight away",
    WhyVoid.SOMEBODY_ELSE: "It was about somebody else",
    WhyVoid.TWICE: "It was written down twice",
    WhyVoid.NOT_RIGHT: "Something in it is not right, and I will write it down anew",
    WhyVoid.CLINICAL: "It held clinical details, which belong in the patient record",
}
WHY_CANCELLED_WORDS: dict[WhyCancelled, str] = {
    WhyCancelled.NOT_WANTED: "The carer does not want it any more",
    WhyCancelled.DONE_ELSEWHERE: "Somebody else has done it",
    WhyCancelled.NOT_REACHED: "We tried and could not reach them",
    WhyCancelled.CARER_LEFT: "The carer is not in touch with our team any more",
    WhyCancelled.MISTAKE: "It was a mistake",
}


class When(StrEnum):
    """The parts of the list; the value stands in the address."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


WHEN_WORDS: dict[When, str] = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Today",
    When.WEEK: "This week",
    When.LATER: "Later",
}


def is_showing(word: str) -> bool:
    """Whether a word is one of those that our pages give to one showing of the form, and fits in every database.

    >>> [is_showing(word) for word in ("a-showing_1", "", "x" * 65, "with\\0nothing", "\\ud800")]
    [True, False, False, False, False]
    """
    return len(word) <= LONGEST_ONCE and word.isascii() and word.replace("-", "x").replace("_", "x").isalnum()


def when_of(due_on: date, today: date) -> When:
    """In which part of the list a day stands; a week ends on its Sunday.

    >>> friday = date(2026, 11, 27)
    >>> [when_of(friday + timedelta(days=days), friday).value for days in (-1, 0, 2, 3)]
    ['overdue', 'today', 'week', 'later']
    """
    if due_on <= today:
        return When.TODAY if due_on == today else When.OVERDUE
    return When.WEEK if due_on <= sunday(today) else When.LATER


def sunday(today: date) -> date:
    """The last day of the week of a day."""
    return today + timedelta(days=6 - today.weekday())
