"""The words of a mailing: three names in braces are filled in, and nothing else is ever looked for in a text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

LONGEST_SUBJECT, LONGEST_OPENING, LONGEST_BODY, LONGEST_LINK, LONGEST_LINK_WORDS = 120, 300, 5000, 500, 120
CALLED, TEAM, TRUST = "{called}", "{team}", "{trust}"
NAMES = (CALLED, TEAM, TRUST)
_NAMES = re.compile("|".join(re.escape(name) for name in NAMES))
_BRACES = re.compile(r"\{+[^{}\n]{0,40}\}*|\}+")
_LINK = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.)")


@dataclass(frozen=True)
class Words:
    """What a mailing says. `link`: the one main link, with what stands before it."""

    subject: str
    opening: str
    body: str
    link: str = ""
    link_words: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the exact words, 64 hex digits: the fields by their names, as JSON."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def filled(self, values: Mapping[str, str]) -> Words:
        """The same with the names filled in."""
        parts = {name: fill(text, values) for name, text in asdict(self).items() if name != "link"}
        return Words(link=self.link, **parts)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its names filled in, in one pass: what is filled in is not looked at again, and all else stays as it is.

    >>> fill("Dear {called}, {{7*7}} {x}", {"{called}": "{team}", "{team}": "us"})
    'Dear {team}, {{7*7}} {x}'
    """
    return _NAMES.sub(lambda found: values.get(found[0], found[0]), text)


def stray(text: str) -> str | None:
    """The first thing in braces that is not one of the names; None when there is none.

    >>> stray("Hello {called} of {team}"), stray("Hello {name}"), stray("{{7*7}}"), stray("a } b")
    (None, '{name}', '{{7*7}}', '}')
    """
    found = _BRACES.search(_NAMES.sub("", text))
    return found[0] if found else None


def why_not(text: str) -> str | None:
    """What is wrong with a text that goes to many, as a sentence; None when nothing is."""
    odd = stray(text)
    if odd is not None:
        return f"“{odd}” cannot be filled in. In braces only {CALLED}, {TEAM} and {TRUST} can stand"
    return "Put the link into “Main link”, not into the text" if _LINK.search(text) else None
