"""Monitoring questions: each on a page of its own, each with “Prefer not to say”."""

from __future__ import annotations

from collections.abc import Mapping

from engage.equality.models import EqualityAnswer
from engage.equality.rules import BALANCE_QUESTION, BALANCE_WORDS, LONGEST_WORDS, UNSAID, UNSAID_WORDS, Question
from engage.web import fields
from engage.web.forms import AtMost, Form


class Start(Form):
    """M24: both answers are equal, and neither is kept."""

    wants = fields.Choice(
        "Do you want to answer?", choices=[("yes", "Yes, it takes about 2 minutes"), ("no", "No, skip the equality questions")],
        message="Select yes if you want to answer, or no to skip the questions",
    )  # fmt: skip


class Answer(Form):
    """One question."""

    answer = fields.Choice(message="Select an answer, or “Prefer not to say”")
    own_words = fields.Text("", [AtMost(LONGEST_WORDS, "Your words")])

    def words(self, question: Question) -> str | None:
        """What somebody added, where the answer they chose asks for it."""
        asked = question.own_words is not None and self.answer.data == question.own_words[0]
        return (self.own_words.data or None) if asked else None


def about(question: Question, given: Mapping[str, EqualityAnswer]) -> Answer:
    """The form of one question, with what somebody answered before."""
    before = given.get(question.code)
    form = Answer(data={"answer": before.answer, "own_words": before.own_words} if before else None)
    form.answer.label.text, form.answer.hint = question.title, question.hint
    form.answer.choices = [*question.choices, (UNSAID, UNSAID_WORDS)]
    form.own_words.label.text = question.own_words[1] if question.own_words else ""
    return form


class Balance(Form):
    """M24z."""

    may = fields.Choice(
        BALANCE_QUESTION, hint=BALANCE_WORDS, choices=[("yes", "Yes"), ("no", "No")],
        message="Select yes if we may use your answers to help choose balanced groups",
    )  # fmt: skip
