"""The little style we add to the design system's."""

from __future__ import annotations

import re

from tests.support.installation import TOP

SHEETS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((TOP / "static/css").glob("*.css")))


def test_every_class_of_ours_is_styled_and_every_style_is_used() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (TOP / "templates").rglob("*.html"))
    used = set(re.findall(r"app-[a-z_-]+", pages))
    styled = set(re.findall(r"\.(app-[a-z_-]+)", SHEETS))
    assert used <= styled, f"not styled: {sorted(used - styled)}"
    assert styled <= used, f"not used: {sorted(styled - used)}"


def test_no_style_reaches_out_or_hides_where_the_keyboard_is() -> None:
    assert not re.search(r"@import|url\(|outline:\s*(none|0)", SHEETS)
