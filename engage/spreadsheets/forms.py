"""What is asked on the way of a file into the pool."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from engage.spreadsheets.rules import Decision
from engage.web.fields import Choice, File
from engage.web.forms import Form, Needed

DECISION_WORDS: dict[Decision, str] = {
    Decision.KEEP: "Keep ours: this row changes nothing",
    Decision.USE_NEW: "Use what the file says in the record of {name}",
    Decision.BOTH: "They are two people: add this one as well",
}


class Upload(Form):
    """The file."""

    file = File("Your file", [Needed("Choose a CSV or .xlsx file")], hint="CSV or .xlsx, at most 10 MB and 20,000 rows")


class Agreements(Form):
    """Whether these people are new to the team too."""

    welcomed = Choice(
        "Has your team welcomed these people already?",
        choices=[("yes", "Yes, they are in our pool today"), ("no", "No, they wait for a welcome like anybody new")],
        message="Select yes if your team has welcomed these people already",
    )  # fmt: skip


def meanings(sent: MultiDict[str, str], columns: int, known: Mapping[str, str]) -> list[str]:
    """What each column was said to hold; whatever we do not know is left out."""
    said = [sent.get(f"column-{place}", "") for place in range(columns)]
    return [meaning if meaning in known else "" for meaning in said]


def decisions(sent: MultiDict[str, str]) -> dict[int, Decision]:
    """What was decided about close matches, by the number of their row."""
    found = {}
    known = {decision.value: decision for decision in Decision}
    for name, value in sent.items():
        number = name.removeprefix("row-")
        if name.startswith("row-") and number.isdecimal() and len(number) < 8 and value in known:
            found[int(number)] = known[value]
    return found
