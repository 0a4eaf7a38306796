"""What is asked before two records are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engage.doubles.queries import Difference
from engage.doubles.rules import Side
from engage.web import fields
from engage.web.forms import Form

_ITEM = "keep_"


class Merging(Form):
    """Which record is kept, and of each thing that differs, which one. Nothing is chosen beforehand."""

    items: Sequence[Difference] = ()
    keep = fields.Choice(
        "Which record do we keep?", choices=[], hint="Its pool number and its history stay. The other one leads to it.",
        message="Select which record to keep",
    )  # fmt: skip

    def choices_for(self, kept: Side) -> dict[str, str]:
        """What was chosen, as it is in the record that is kept (first) or in the one that goes (second)."""
        chosen = {each.name: Side(self[field_of(each)].data) for each in self.items}
        return {name: (Side.FIRST if side is kept else Side.SECOND).value for name, side in chosen.items()}

    @property
    def asked(self) -> list[fields.Choice]:
        """The questions about what differs."""
        return [self[field_of(each)] for each in self.items]


def field_of(item: Difference) -> str:
    """The name of the question about one thing that differs."""
    return _ITEM + item.name.replace(" ", "-")


def merging(numbers: Mapping[Side, str], items: Sequence[Difference]) -> type[Merging]:
    """The form for these two records: a question for each thing of which only one can be kept."""
    keep = fields.Choice(
        "Which record do we keep?", choices=[(side.value, words) for side, words in numbers.items()],
        hint="Its pool number and its history stay. The other one leads to it.", message="Select which record to keep",
    )  # fmt: skip
    asked = {
        field_of(each): fields.Choice(
            each.label, choices=[(side.value, each.of(side).replace("\n", ", ")) for side in Side],
            message=f"Select what to keep: {each.label.casefold()}",
        )
        for each in items
    }  # fmt: skip
    return type("MergingThese", (Merging,), {"items": tuple(items), "keep": keep, **asked})
