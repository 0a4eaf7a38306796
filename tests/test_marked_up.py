"""The HTML of a mail says what its text says, and nothing else: any text, read back by a parser that forgives nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engage.mail.marked_up import marked_up

pytestmark = pytest.mark.one_database("sqlite")
ALLOWED = {
    "html": {"lang", "dir"}, "head": set(), "meta": {"charset", "name", "content"}, "title": set(), "body": set(),
    "div": {"lang", "dir", "style"}, "p": set(), "br": set(), "ul": set(), "li": set(), "a": {"href"},
}  # fmt: skip
OPEN_ONLY = {"meta", "br"}
PIECES = some.sampled_from(
    ["https://engage.example/s/one", "mailto:a@b.example", "tel:01632", "javascript:alert(1)", "<script>x</script>", "- ",
     "&amp;", "\n", "\n\n", " \t\n", '"', "'>", "<img src=//x>", "https://x.example/?a=1&b=2\"onclick=1", "\r", "\0", "\ufffe",
     "– ”", "<!--"]
)  # fmt: skip
TEXTS = some.lists(PIECES | some.text(some.characters(exclude_categories=("Cs",)), max_size=12), max_size=12).map("".join)


class Reader(HTMLParser):
    """What a document says and which elements it is made of; refuses what is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words, self.title = "", ""
        self.links: list[str] = []
        self.styles: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= ALLOWED[tag], tag
        self.words += "" if tag == "a" else " "
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.styles |= {value for name, value in attrs if name == "style"}
        if tag not in OPEN_ONLY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.words += "" if tag == "a" else " "

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.title += data
        else:
            self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    handle_pi = unknown_decl = handle_comment


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def seen(text: str) -> str:
    """The text without what no document may hold."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef]", " ", text)
    return "".join(" " if ord(each) & 0xFFFE == 0xFFFE else each for each in text)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, title=TEXTS)
def test_any_text_is_shown_word_for_word_and_brings_no_element_of_its_own(text: str, title: str) -> None:
    reader = read(marked_up(text, title=title, language="en-GB"))
    assert reader.words.split() == re.sub(r"^- ", "", seen(text), flags=re.MULTILINE).split()
    assert reader.title.split() == seen(title).split()
    assert all(re.match(r"https?://|mailto:|tel:", link) and link in text for link in reader.links)
    assert len(reader.styles) == 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Dear Sam\nHello", "<p>Dear Sam<br>\nHello</p>"),
        ("One\n\n\n \nTwo", "<p>One</p>\n<p>Two</p>"),
        ("You said:\n- one\n- two\nThank you", "<p>You said:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>Thank you</p>"),
        ("See https://a.example/b?c=1&d=2.", '<p>See <a href="https://a.example/b?c=1&amp;d=2">https://a.example/b?c=1&amp;d=2</a>.</p>'),
        ("(https://a.example)", '<p>(<a href="https://a.example">https://a.example</a>)</p>'),
        ("tel:01632960100", '<p><a href="tel:01632960100">tel:01632960100</a></p>'),
        ("javascript:alert(1) <a href=x>", "<p>javascript:alert(1) &lt;a href=x&gt;</p>"),
        ("https://", "<p>https://</p>"),
        ("https://a.example/" + "x" * 400, f"<p>https://a.example/{'x' * 400}</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_becomes(text: str, html: str) -> None:
    assert f">\n{html}\n</div>" in marked_up(text, title="News", language="en-GB")


@pytest.mark.parametrize(("language", "direction"), [("en-GB", "ltr"), ("ur", "rtl"), ("ar-EG", "rtl"), ("pl", "ltr")])
def test_it_is_written_the_way_its_language_is(language: str, direction: str) -> None:
    html = marked_up("Words", title="News", language=language)
    assert html.count(f'lang="{language}" dir="{direction}"') == 2


def test_it_leaves_colours_to_the_reader_and_fetches_nothing() -> None:
    html = marked_up("Words https://a.example", title="News", language="en-GB")
    assert not re.search(r"color:|background|url\(|src=|<style|<link|<img|http-equiv", html)
    assert "font:19px/1.5" in html
    assert 'content="light dark"' in html
