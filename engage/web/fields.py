"""Our kinds of field: a WTForms field that draws itself as the design system's component, with label, hint and error.

In a template: `{{ form.name() }}`; on a page with one question `{{ form.name(heading=True) }}` makes the label the h1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import wtforms
from markupsafe import Markup
from wtforms.validators import StopValidation, ValidationError

from engage.web import design

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs nobody sees: they turn what stands beside them round, make an empty name look filled in, or fit in no database."""


def seen(text: str) -> str:
    """What somebody typed without the signs that nobody sees; lines and tabs stay.

    >>> seen("Jo\\x00 \\u202eElpmaxe\\u200b"), seen("one\\ntwo")
    ('Jo Elpmaxe', 'one\\ntwo')
    """
    return _UNSEEN.sub("", text)


class _Drawn:
    """The widget of all our fields: asks the field for its component and parameters."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        draw = design.kept if field.holds_our_words_alone() and not options.get("reveals") else design.render
        return draw(*field.drawn(**options))


class _Described(wtforms.Field):
    """What every field can say about itself beside its label: a hint, an autocomplete name, a width."""

    widget = _Drawn()

    def __init__(self, label: str = "", validators: Iterable[Any] | None = None, *, hint: str = "", autocomplete: str = "",
                 width: str = "", **options: Any) -> None:  # fmt: skip
        super().__init__(label, validators, **options)
        self.hint, self.autocomplete, self.width = hint, autocomplete, width

    @property
    def first_id(self) -> str:
        """Where a link in the error summary leads: the first thing one can type in or choose."""
        return str(self.id)

    def holds_our_words_alone(self) -> bool:
        """Whether nothing stands in it that came from somebody: then it may be drawn once and kept."""
        return not self.data and not self.errors

    def furniture(self, *, heading: bool, legend: bool = False) -> dict[str, Any]:
        """Label or legend, hint and first error, as the components want them."""
        size = "l" if heading else ("m" if legend else "s")
        words: dict[str, Any] = {"text": self.label.text, "size": size}
        if heading:
            words["isPageHeading"] = True
        parts: dict[str, Any] = {"fieldset": {"legend": words}} if legend else {"label": words}
        if self.hint:
            parts["hint"] = {"text": self.hint}
        if self.errors:
            parts["errorMessage"] = {"text": str(self.errors[0])}
        return parts


class Text(_Described, wtforms.StringField):
    """One line of text, trimmed."""

    kind, mode, spellcheck = "text", "", False

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(seen(valuelist[0]).split()) if valuelist else ""

    def drawn(self, *, heading: bool = False) -> tuple[str, dict[str, Any]]:
        parameters: dict[str, Any] = {"id": self.id, "name": self.name, "type": self.kind, "value": self.data or "",
                                      "spellcheck": self.spellcheck, **self.furniture(heading=heading)}  # fmt: skip
        if self.autocomplete:
            parameters["autocomplete"] = self.autocomplete
        if self.mode:
            parameters["inputmode"] = self.mode
        if self.width:
            parameters["classes"] = f"nhsuk-input--width-{self.width}"
        return "input", parameters


class EmailAddress(Text):
    """An e-mail address; checked for form only."""

    kind = "email"


class Phone(Text):
    """A telephone number in any spelling; kept as typed."""

    kind = "tel"


class Digits(Text):
    """A code of digits; spaces and dashes are ignored and pasting is welcome."""

    mode = "numeric"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (
            "".join(letter for letter in seen(valuelist[0]) if not letter.isspace() and letter != "-") if valuelist else ""
        )


class File(_Described, wtforms.FileField):
    """A file somebody chooses; its form is sent with `enctype="multipart/form-data"`."""

    def drawn(self, *, heading: bool = False) -> tuple[str, dict[str, Any]]:
        return "fileUpload", {"id": self.id, "name": self.name, **self.furniture(heading=heading)}


class Password(_Described, wtforms.StringField):
    """A password: not trimmed, never sent back."""

    def drawn(self, *, heading: bool = False) -> tuple[str, dict[str, Any]]:
        return "passwordInput", {"id": self.id, "name": self.name, "autocomplete": self.autocomplete or "current-password",
                                 **self.furniture(heading=heading)}  # fmt: skip


class LongText(_Described, wtforms.StringField):
    """Several lines of text with a counter."""

    def __init__(self, label: str = "", validators: Iterable[Any] | None = None, *, most: int = 500,
                 rows: int = 4, **options: Any) -> None:  # fmt: skip
        super().__init__(label, validators, **options)
        self.most, self.rows = most, rows

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = seen(valuelist[0].replace("\r\n", "\n").replace("\r", "\n")).strip() if valuelist else ""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if len(self.data or "") > self.most:
            raise ValidationError(f"{self.label.text} must be {self.most} characters or fewer")

    def drawn(self, *, heading: bool = False) -> tuple[str, dict[str, Any]]:
        return "characterCount", {"id": self.id, "name": self.name, "value": self.data or "", "maxlength": self.most,
                                  "rows": self.rows, **self.furniture(heading=heading)}  # fmt: skip


class Choice(_Described, wtforms.RadioField):
    """One of several, as pairs of value and label; nothing is chosen beforehand. `hints` and `reveals` are by value."""

    def __init__(self, label: str = "", validators: Iterable[Any] | None = None, *,
                 choices: Iterable[tuple[str, str]] = (), inline: bool = False, hints: dict[str, str] | None = None,
                 message: str = "", **options: Any) -> None:  # fmt: skip
        super().__init__(label, validators, choices=dict(choices), validate_choice=False, **options)
        self.inline, self.hints, self.message = inline, hints or {}, message or "Select an answer"
        self._ours = self.choices

    def holds_our_words_alone(self) -> bool:
        return self.choices is self._ours and not self.errors

    def pre_validate(self, form: Any) -> None:
        if self.data not in self.values():
            raise StopValidation(self.message)

    def values(self) -> list[str]:
        return [value for value, *_ in self.iter_choices()]

    def drawn(self, *, heading: bool = False, reveals: dict[str, Markup] | None = None) -> tuple[str, dict[str, Any]]:
        parameters = {"idPrefix": self.id, "name": self.name, "items": self._items(reveals or {}),
                      **self.furniture(heading=heading, legend=True)}  # fmt: skip
        if self.inline:
            parameters["classes"] = "nhsuk-radios--inline"
        return "radios", parameters

    def _items(self, reveals: dict[str, Markup]) -> list[dict[str, Any]]:
        items = []
        for value, label, *_ in self.iter_choices():
            item: dict[str, Any] = {"value": value, "text": label, "checked": self.is_chosen(value)}
            if value in self.hints:
                item["hint"] = {"text": self.hints[value]}
            if value in reveals:
                item["conditional"] = {"html": reveals[value]}
            items.append(item)
        return items

    def is_chosen(self, value: str) -> bool:
        return bool(self.data == value)


class Maybe(Choice):
    """One of several, or none."""

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in self.values():
            raise StopValidation(self.message)


class Choices(Choice):
    """Any number of several, as tick boxes; nothing is ticked beforehand. `message` set: at least one must be."""

    def __init__(self, label: str = "", validators: Iterable[Any] | None = None, *, message: str = "", **options: Any) -> None:
        super().__init__(label, validators, message=message, **options)
        self.needs_one = bool(message)

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        known = self.values()
        self.data = [value for value in valuelist if value in known]

    def pre_validate(self, form: Any) -> None:
        if self.needs_one and not self.data:
            raise StopValidation(self.message)

    def is_chosen(self, value: str) -> bool:
        return value in (self.data or [])

    def drawn(self, *, heading: bool = False, reveals: dict[str, Markup] | None = None) -> tuple[str, dict[str, Any]]:
        _, parameters = super().drawn(heading=heading, reveals=reveals)
        return "checkboxes", parameters


class DateInBoxes(_Described, wtforms.Field):
    """A date the person knows, in three boxes `name[day]`, `name[month]`, `name[year]`; months also as words."""

    MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

    def process(self, formdata: Any, data: Any = wtforms.utils.unset_value, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.typed = ["", "", ""]
        self.data = self.object_data = None if data is wtforms.utils.unset_value else data
        if isinstance(self.data, date):
            self.typed = [str(self.data.day), str(self.data.month), str(self.data.year)]
        if formdata is not None and f"{self.name}[day]" in formdata:
            self.typed = [formdata.get(f"{self.name}[{part}]", "").strip() for part in ("day", "month", "year")]
            self.data = self._read(*self.typed)

    def _read(self, day: str, month: str, year: str) -> date | None:
        word = month.casefold()[:3]
        number = str(self.MONTHS.index(word) + 1) if word in self.MONTHS else month
        try:
            return date(int(year), int(number), int(day)) if len(year) == 4 else None
        except (ValueError, OverflowError):
            return None

    @property
    def first_id(self) -> str:
        return f"{self.id}-day"

    def was_typed(self) -> bool:
        return any(self.typed)

    def holds_our_words_alone(self) -> bool:
        return not self.was_typed() and not self.errors

    def drawn(self, *, heading: bool = False) -> tuple[str, dict[str, Any]]:
        items = [{"name": part, "value": value, "classes": f"nhsuk-input--width-{4 if part == 'year' else 2}"
                  + (" nhsuk-input--error" if self.errors else "")}
                 for part, value in zip(("day", "month", "year"), self.typed, strict=True)]  # fmt: skip
        return "dateInput", {
            "id": self.id,
            "namePrefix": self.name,
            "items": items,
            **self.furniture(heading=heading, legend=True),
        }
