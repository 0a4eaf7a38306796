"""The words of a message as a file: fixed placeholders in double round brackets, filled in by one pass, and nothing else.

A file is `templates/emails/<room>/<name>.toml`. What a placeholder is filled in with is never looked at again, and there
is nothing in a text that could be worked out.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "emails"
MARK = re.compile(r"\(\(([^()\n]{1,60})\)\)")


class Sort(StrEnum):
    """What a placeholder is filled in with. LINES: may be several, so it never stands in a subject. NAME: names somebody."""

    LINE = "line"
    LINES = "lines"
    LINK = "link"
    NAME = "name"


class Class(StrEnum):
    """What a message is to whoever gets it."""

    SERVICE = "service"
    OPTIONAL = "optional"
    SECURITY = "security"


@dataclass(frozen=True)
class Placeholder:
    """One thing that is filled in. `needed`: why it may not be taken out of a text. A link's examples are paths of this site."""

    name: str
    means: str
    examples: tuple[str, ...]
    sort: Sort = Sort.LINE
    needed: str = ""

    @property
    def mark(self) -> str:
        """As it stands in a text."""
        return f"(({self.name}))"


@dataclass(frozen=True)
class Wording:
    """What somebody can change about a message: the frame around it cannot be."""

    subject: str
    body: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the exact words, 64 hex digits."""
        return hashlib.sha256(json.dumps([self.subject, self.body]).encode()).hexdigest()


@dataclass(frozen=True)
class Template:
    """One message: what the team calls it, when it goes and to whom, its own words and what is filled in.

    greeting: what stands in place of "Dear" and a name. why: the sentence that says why somebody got it. fixed: why nobody
    can change the words; empty where they can.
    """

    name: str
    kind: str
    title: str
    when: str
    to: str
    group: str
    what: Class
    wording: Wording
    why: str
    placeholders: tuple[Placeholder, ...]
    greeting: str = ""
    fixed: str = ""


def address_of(name: str) -> str:
    """The name of a message as it stands in addresses.

    >>> address_of("consent/changed_easy_read")
    'consent-changed-easy-read'
    """
    return name.replace("/", "-").replace("_", "-")


COMMON = (
    Placeholder("team", "The team’s name", ("Participation team",)),
    Placeholder("trust", "The organisation’s name", ("Invented Vale Mental Health Trust",)),
    Placeholder("service", "What this web site is called", ("Engage",)),
    Placeholder("phone", "The team’s telephone number", ("01632 960 100",)),
)
"""What every message may hold; the organisation’s own values stand in its settings."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled in, in one pass. Raises LookupError for one that has no value.

    >>> fill("Dear ((name)), {{7*7}} (by the way)", {"name": "((phone))"})
    'Dear ((phone)), {{7*7}} (by the way)'
    """
    return MARK.sub(lambda found: values[found[1]], text)


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """The same for a subject. Raises ValueError where a value holds a line break."""
    filled = fill(text, values)
    if filled.splitlines() not in ([], [filled]):
        raise ValueError("a subject holds a line break")
    return filled


def placeholders_in(text: str) -> list[str]:
    """The names that stand in a text, as often as they do.

    >>> placeholders_in("((a)) and ((b c)), ((a)) and (d)")
    ['a', 'b c', 'a']
    """
    return MARK.findall(text)


@cache
def templates() -> dict[str, Template]:
    """Every message that is written from a file, by name ("pool/left")."""
    files = sorted(FOLDER.glob("*/*.toml"))
    return {template.name: template for template in map(_read, files)}


def _read(file: Path) -> Template:
    with file.open("rb") as opened:
        told = tomllib.load(opened)
    placeholders = [
        Placeholder(name, each["means"], tuple(each["examples"]), Sort(each.get("sort", Sort.LINE)), each.get("needed", ""))
        for name, each in told.get("placeholders", {}).items()
    ]
    return Template(
        f"{file.parent.name}/{file.stem}", told["kind"], told["title"], told["when"], told["to"], told["group"],
        Class(told["class"]), Wording(told["subject"], told["body"].strip()), told["why"].strip(), tuple(placeholders),
        told.get("greeting", ""), told.get("fixed", ""),
    )  # fmt: skip
