"""E-mails from templates: `templates/emails/<room>/<name>.txt`, the subject passed in, one recipient."""

from __future__ import annotations

import re
from typing import Any

from flask import render_template

from engage.mail import Email

_GAPS = re.compile("\n{3,}")


def write(name: str, *, to: str, subject: str, headers: dict[str, str] | None = None, **facts: Any) -> Email:
    """The e-mail `name` ("pool/confirm") with these facts filled in, as plain text."""
    text = render_template(f"emails/{name}.txt", subject=subject, **facts)
    return Email(to=to, subject=subject, text=_GAPS.sub("\n\n", text.strip()) + "\n", headers=headers or {})
