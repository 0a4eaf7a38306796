"""E-mails in one frame: words from a file with placeholders, or a template for what is written anew each time.

Words from `templates/emails/<room>/<name>.toml` may have been changed by the organisation. The roof hands in how its own
versions are read; that is done once for each request and each pass of the worker.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, g, render_template, url_for
from jinja2 import Environment

from engage.mail import THIS_MESSAGE, Email
from engage.mail.templates import COMMON, Class, Sort, Template, Wording, fill, fill_line, templates
from engage.settings import Organisation, Settings

_GAPS = re.compile("\n{3,}")
_IN_USE = "words in use"


@dataclass(frozen=True)
class Changed:
    """The organisation's own version of a message."""

    wording: Wording
    number: int

    def __str__(self) -> str:
        return f"{self.number} {self.wording.sha256[:16]}"


def prepare(app: Flask, versions: Callable[[], Mapping[str, Changed]]) -> None:
    """Take from the roof how the versions in use are read, by the names of their messages."""
    app.extensions[_IN_USE] = versions


def worded(
    name: str, *, to: str, values: Mapping[str, str], greeting: str = "", stop: str = "",
    headers: dict[str, str] | None = None,
) -> Email:  # fmt: skip
    """The e-mail `name` ("pool/left") in the words in use, with these values filled in.

    stop: the address that stops an optional message.
    """
    template, changed = templates()[name], _in_use().get(name)
    wording = template.wording if changed is None else changed.wording
    version = wording.sha256[:12] if changed is None else str(changed)
    return framed(template, wording, version, to=to, values=values, greeting=greeting, stop=stop, headers=headers)


def framed(
    template: Template, wording: Wording, version: str, *, to: str, values: Mapping[str, str], greeting: str = "",
    stop: str = "", before: str = "", headers: dict[str, str] | None = None,
) -> Email:  # fmt: skip
    """A message in these words and its frame, which nobody can change: greeting, why it came, who wrote, where help is."""
    if template.what is Class.OPTIONAL and not stop:
        raise ValueError("an optional message carries the way to stop it")
    known = {**organisation_values(), "name": greeting, **values}
    subject = fill_line(wording.subject, known)
    text = render_template(
        "emails/_worded.txt", hello=template.greeting or f"Dear {greeting}", body=fill(wording.body, known),
        before=before, reason=fill(template.why, known), stop_here=stop, this_message=THIS_MESSAGE,
    )  # fmt: skip
    return Email(to=to, subject=subject, text=_tidy(text), headers=headers or {}, wording=f"{template.name} {version}")


def organisation_values() -> dict[str, str]:
    """What every message may hold."""
    ours = our_organisation()
    return dict(zip([each.name for each in COMMON], (ours.team, ours.name, ours.service, ours.phone), strict=True))


def our_organisation() -> Organisation:
    """The trust as its messages name it."""
    return cast(Settings, current_app.extensions["settings"]).organisation


def files_travel() -> bool:
    """Whether a file can go with a message: a mail server carries one, GOV.UK Notify does not."""
    notify = cast(Settings, current_app.extensions["settings"]).notify
    return notify is None or not notify.email_template


def example_values(template: Template, number: int, *, base_url: str) -> dict[str, str]:
    """A message's placeholders with their examples of this number; with their last one where they have fewer."""
    return {
        each.name: (base_url if each.sort is Sort.LINK else "") + each.examples[min(number, len(each.examples)) - 1]
        for each in template.placeholders
    }


def link(endpoint: str, **values: Any) -> str:
    """A page of this site, in full."""
    return url_for(endpoint, _external=True, **values)


def enough() -> str:
    """The page on which whoever gets this message says that this reminder is enough."""
    return link("enough.enough", token=THIS_MESSAGE)


def write(name: str, *, to: str, subject: str, headers: dict[str, str] | None = None, **facts: Any) -> Email:
    """The e-mail `name` ("mailings/message") whose words are written anew each time, as plain text."""
    text = render_template(f"emails/{name}.txt", subject=subject, this_message=THIS_MESSAGE, **facts)
    return Email(to=to, subject=subject, text=_tidy(text), headers=headers or {}, wording=version(name))


def version(name: str) -> str:
    """Which wording such a letter has: its name and a digest of its template, to be kept beside every message."""
    return f"{name} {_digest(current_app.jinja_env, name)}"


def _tidy(text: str) -> str:
    return _GAPS.sub("\n\n", text.strip()) + "\n"


def _in_use() -> Mapping[str, Changed]:
    """The versions in use, read once for each request and each pass of the worker."""
    if _IN_USE not in g:
        setattr(g, _IN_USE, current_app.extensions[_IN_USE]())
    return cast(Mapping[str, Changed], g.get(_IN_USE))


@lru_cache(maxsize=256)
def _digest(environment: Environment, name: str) -> str:
    source = environment.get_template(f"emails/{name}.txt").filename
    return hashlib.sha256(Path(str(source)).read_bytes()).hexdigest()[:12]
