"""E-mails from templates: `templates/emails/<room>/<name>.txt`, the subject passed in, one recipient."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from jinja2 import Environment

from engage.mail import THIS_MESSAGE, Email

_GAPS = re.compile("\n{3,}")


def write(name: str, *, to: str, subject: str, headers: dict[str, str] | None = None, **facts: Any) -> Email:
    """The e-mail `name` ("pool/confirm") with these facts filled in, as plain text."""
    text = render_template(f"emails/{name}.txt", subject=subject, this_message=THIS_MESSAGE, **facts)
    words = _GAPS.sub("\n\n", text.strip()) + "\n"
    return Email(to=to, subject=subject, text=words, headers=headers or {}, wording=version(name))


def version(name: str) -> str:
    """Which wording a letter has: its name and a digest of its template, to be kept beside every message."""
    return f"{name} {_digest(current_app.jinja_env, name)}"


@lru_cache(maxsize=256)
def _digest(environment: Environment, name: str) -> str:
    source = environment.get_template(f"emails/{name}.txt").filename
    return hashlib.sha256(Path(str(source)).read_bytes()).hexdigest()[:12]
