"""The finished text of an e-mail as simple HTML: the same words in the same order, for whoever's mail program shows that.

A pure function of the text: paragraphs, lists and links, and nothing to fetch. Whatever the text says is text. No colours:
they are the reader's, in light and in dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

SCHEMES = "https?://|mailto:|tel:"
_LINK = re.compile(rf"(?<!\w)(?:{SCHEMES})[^\s<>\"“”]*[^\s<>\"“”.,;:!?)’]")
_LONGEST_LINK = 400
# what no HTML document may hold: controls, and code points that are no characters
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_NO_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef{_NO_CHARACTERS}]")
_APART = re.compile(r"\n(?:[ \t]*\n)+")
_ITEM = "- "
_WRITTEN_FROM_THE_RIGHT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_LOOK = "font:19px/1.5 Arial,sans-serif;max-width:36em;margin:0 auto;padding:16px;overflow-wrap:anywhere"


def marked_up(text: str, *, title: str, language: str) -> str:
    """A whole document of these words, one line for each of the text; `title` is the subject.

    A line that begins with a hyphen and a space is an item of a list; links are written out, as in the text.
    """
    direction = "rtl" if language.partition("-")[0] in _WRITTEN_FROM_THE_RIGHT else "ltr"
    words = "\n".join(_block(block) for block in _APART.split(_NO_TEXT.sub(" ", text)) if block.strip())
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(_NO_TEXT.sub(' ', title), quote=False)}</title>\n</head>\n<body>\n"
        f'<div lang="{escape(language)}" dir="{direction}" style="{_LOOK}">\n{words}\n</div>\n</body>\n</html>\n'
    )


def _block(block: str) -> str:
    """What stands between two empty lines: a paragraph, a list, or one after the other."""
    lines = [line for line in block.split("\n") if line.strip()]
    return "\n".join(_run(is_list, list(run)) for is_list, run in groupby(lines, key=lambda line: line.startswith(_ITEM)))


def _run(is_list: bool, lines: list[str]) -> str:
    if is_list:
        return "<ul>\n" + "\n".join(f"<li>{_linked(line.removeprefix(_ITEM))}</li>" for line in lines) + "\n</ul>"
    return "<p>" + "<br>\n".join(map(_linked, lines)) + "</p>"


def _linked(line: str) -> str:
    return "".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    done = 0
    for found in _LINK.finditer(line):
        link = found.group()
        if len(escape(link).encode()) <= _LONGEST_LINK:
            yield escape(line[done : found.start()], quote=False)
            yield f'<a href="{escape(link)}">{escape(link, quote=False)}</a>'
            done = found.end()
    yield escape(line[done:], quote=False)
