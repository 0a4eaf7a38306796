"""Reads a page into a tree: the pages that are plainly without a fault quickly, and every other by the whole parser.

The parser that forgives and names every fault takes twenty times as long as our pages are worth, and nearly all of them
give it nothing to forgive. So a page is read by strict rules first. They know only what needs no forgiving: every element
is closed by its own end, stands where it may stand, and has nothing in it that would close it or move it elsewhere. At the
first thing that they do not know they give up, and the whole parser says what it is: a fault, or merely rare.
"""

from __future__ import annotations

import html as characters
import re
from collections import Counter
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

Read = tuple[Element, list[Any]]
ODD = re.compile(r"[^\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]|&(?!(?:amp|lt|gt|quot|nbsp|#34|#39);)")
TOKEN = re.compile(
    r"(?P<text>[^<]+)|</(?P<end>[a-z][a-z0-9]*)>"
    r'|<(?P<start>[a-z][a-z0-9]*)(?P<told>(?:\s+[a-z][a-z0-9-]*(?:="[^"]*")?)*)\s*>'
)
TOLD = re.compile(r'\s+([a-z][a-z0-9-]*)(?:="([^"]*)")?')
BEGINNING = re.compile(r"<!DOCTYPE html>\s*(?=<html[\s>])")
DRAWING, DRAWN = "<svg", "</svg>"

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset({
    "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "section", "summary", "table", "ul",
})  # fmt: skip
"""What would close a paragraph."""
NOT_IN_ITSELF = frozenset({"a", "b", "button", "code", "em", "form", "i", "s", "select", "small", "strong", "table", "u"})
WITHOUT_END = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
RAW = frozenset({"script", "style", "textarea", "title"})
IN_THE_HEAD = frozenset({"link", "meta", "script", "style", "title"})
PLAIN = BLOCKS | NOT_IN_ITSELF | frozenset({
    "abbr", "bdi", "br", "caption", "cite", "data", "datalist", "img", "input", "kbd", "label", "legend", "optgroup", "option",
    "output", "progress", "q", "script", "span", "sub", "sup", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "tr",
    "wbr",
})  # fmt: skip
OF_A_TABLE = {
    "table": frozenset({"caption", "tbody", "tfoot", "thead"}),
    "tbody": frozenset({"tr"}), "tfoot": frozenset({"tr"}), "thead": frozenset({"tr"}), "tr": frozenset({"td", "th"}),
}  # fmt: skip
HOLDS_ONLY = OF_A_TABLE | {
    "select": frozenset({"optgroup", "option"}), "optgroup": frozenset({"option"}), "option": frozenset(),
}  # fmt: skip
ONLY_IN = {
    "caption": ("table",), "dd": ("dl", "div"), "dt": ("dl", "div"), "li": ("ol", "ul"), "optgroup": ("select",),
    "option": ("datalist", "optgroup", "select"), "tbody": ("table",), "td": ("tr",), "tfoot": ("table",), "th": ("tr",),
    "thead": ("table",), "tr": ("tbody", "tfoot", "thead"),
}  # fmt: skip
AROUND_THE_BODY = {"html": [], "head": ["html"], "body": ["html"]}


def read(html: str) -> Read:
    """The whole document, and what had to be forgiven."""
    tree = plain(html)
    return (tree, []) if tree is not None else thorough(html)


def thorough(html: str) -> Read:
    """The same by the parser that browsers agreed on."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return parser.parse(html), parser.errors


def plain(html: str) -> Element | None:
    """The tree of a page that gives the parser nothing to forgive; None when that is not plain to see."""
    try:
        return _Strict(html).tree()
    except _NotPlainError:
        return None


class _NotPlainError(Exception):
    """Something that the strict rules do not know."""


class _Strict:
    def __init__(self, html: str) -> None:
        self.html, self.made = html, TreeBuilder()
        self.open: list[str] = []
        self.within = Counter[str]()
        self.met: list[str] = []

    def tree(self) -> Element:
        begun = BEGINNING.match(self.html)
        if begun is None or ODD.search(self.html):
            raise _NotPlainError
        at = begun.end()
        while at < len(self.html):
            at = self._step(at)
        if self.met != ["html", "head", "body", "/body", "/html"]:
            raise _NotPlainError
        self.made.end("body")
        self.made.end("html")
        return self.made.close()

    def _step(self, at: int) -> int:
        found = TOKEN.match(self.html, at)
        if found is None:
            return self._drawing(at)
        if found["text"]:
            self._text(found["text"])
        elif found["end"]:
            self._end(found["end"])
        else:
            self._start(found["start"], found["told"])
            if found["start"] in RAW:
                return self._raw(found["start"], found.end())
        return found.end()

    def _text(self, text: str) -> None:
        inside = self.open[-1]
        if inside in OF_A_TABLE or inside in ("html", "head") or "/body" in self.met:
            if not text.isspace():
                raise _NotPlainError
            if inside == "html" and self.met == ["html"]:
                return
        self.made.data(characters.unescape(text) if "&" in text else text)

    def _start(self, tag: str, told: str) -> None:
        self._may_stand(tag)
        self.made.start(tag, _attributes(told).copy())
        if tag in WITHOUT_END:
            self.made.end(tag)
        else:
            self.open.append(tag)
            self.within[tag] += 1

    def _end(self, tag: str) -> None:
        if tag in ("body", "html"):  # what comes after the end of the body belongs to it still
            if self.open != ["html", "body"]:
                raise _NotPlainError
            self.met.append(f"/{tag}")
            return
        if self.open[-1] != tag:
            raise _NotPlainError
        self.open.pop()
        self.within[tag] -= 1
        self.made.end(tag)

    def _may_stand(self, tag: str) -> None:
        if tag in AROUND_THE_BODY:
            if self.open != AROUND_THE_BODY[tag]:
                raise _NotPlainError
            self.met.append(tag)
            return
        if not self._may_stand_in(tag, self.open[-1]):
            raise _NotPlainError
        closes_a_paragraph = tag in BLOCKS and self.within["p"]
        in_its_like = tag in NOT_IN_ITSELF and self.within[tag]
        if closes_a_paragraph or in_its_like or (tag in HEADINGS and any(self.within[other] for other in HEADINGS)):
            raise _NotPlainError

    def _may_stand_in(self, tag: str, inside: str) -> bool:
        if inside == "head":
            return tag in IN_THE_HEAD
        if inside == "html" or "/body" in self.met or tag not in PLAIN:
            return False
        if tag in ("dd", "dt") and inside == "div":
            return self.open[-2] == "dl"
        return inside in ONLY_IN.get(tag, (inside,)) and tag in HOLDS_ONLY.get(inside, (tag,))

    def _raw(self, tag: str, at: int) -> int:
        until = self.html.find("<", at) if tag in ("textarea", "title") else self.html.find("</", at)
        text, end = self.html[at:until], f"</{tag}>"
        moved = tag == "textarea" and text.startswith("\n") and self.within["table"]
        if until < 0 or "<!--" in text or moved or not self.html.startswith(end, until):
            raise _NotPlainError
        if tag in ("textarea", "title"):
            text = characters.unescape(text.removeprefix("\n") if tag == "textarea" else text)
        if text:
            self.made.data(text)
        self._end(tag)
        return until + len(end)

    def _drawing(self, at: int) -> int:
        until = self.html.find(DRAWN, at)
        if not self.html.startswith(DRAWING, at) or until < 0 or not self._may_stand_in("span", self.open[-1]):
            raise _NotPlainError
        until += len(DRAWN)
        self._drawn(_drawing(self.html[at:until]))
        return until

    def _drawn(self, element: Element) -> None:
        self.made.start(element.tag, dict(element.attrib))
        self.made.data(element.text or "")
        for child in element:
            self._drawn(child)
            self.made.data(child.tail or "")
        self.made.end(element.tag)


@lru_cache(maxsize=20_000)
def _attributes(told: str) -> dict[str, str]:
    pairs = TOLD.findall(told)
    found = {name: characters.unescape(value) for name, value in pairs}
    if len(found) < len(pairs):
        raise _NotPlainError
    return found


@lru_cache(maxsize=100)
def _drawing(html: str) -> Element:
    """A picture within a page has rules of its own; there are a few of them, the same on all pages."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    found = list(parser.parseFragment(html))
    if parser.errors or len(found) != 1 or found[0].tail:
        raise _NotPlainError
    element: Element = found[0]
    return element
