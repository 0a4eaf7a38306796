"""What people say is wrong, and what those who answer requests write down."""

from __future__ import annotations

from engage.web.fields import LongText
from engage.web.forms import Form, Needed

LONGEST = 1000


class Wrong(Form):
    """Something we hold is wrong."""

    words = LongText(
        "What is wrong, and what should it say?",
        [Needed("Say what is wrong")],
        most=LONGEST,
        hint="Nobody reads this straight away. If you need help now, use the link at the top of this page.",
    )
