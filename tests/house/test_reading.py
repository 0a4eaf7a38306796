"""What is read quickly is read as the whole parser reads it, and a page with a fault never is."""

from __future__ import annotations

from itertools import product
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.support import reading
from tests.support.browser import Browser

AROUND = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Sam &amp; Kim</title>\n</head>\n<body>\n{}\n</body>\n</html>\n'
TAGS = sorted(reading.PLAIN | {"head", "link", "svg", "nobody-s", "pre", "template"})
FAULTS = [
    "<p>One<p>Two", "<p><div>x</div></p>", "<b><i>x</b></i>", "<ul><li>One<li>Two</ul>", "</span>", "<div>", "<p>5 < 6</p>",
    '<p id="a" id="b">x</p>', "<p>&nosuch;</p>", "<p>R&D &copy</p>", "<table><tr><td>x</td></tr></table>",
    "<table><tbody>x</tbody></table>", "<table><p>x</p></table>", "<a href=\"/\"><span><a>x</a></span></a>", "<p/>",
    "<form><div><form></form></div></form>", "<h1>x<h2>y</h2></h1>", "<select><input></select>", "<p class='x\">y</p>",
    "<button><span><button>x</button></span></button>", "<!-- said aside -->", "<textarea><b></textarea>", "<p>\x00</p>",
    "<svg><div>x</div></svg>", "<svg><g></svg>", "</body><p>x</p>", "</html>x", "<script>a<!--b</script>", "<pre>\n\nx</pre>",
    "<P>x</P>", "<p>\U0001fffe</p>", "<option>x</option>", "<li>x</li>", "<dl><div><dt>x</dt><dd>y</dd></div></dl>",
    "<textarea>\n\nx &lt; y</textarea>", "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/></svg>", "<br><hr><input disabled>",
]  # fmt: skip
"""Each with a fault, or with something about which a quick reader is easily mistaken."""


def same(one: Element, other: Element) -> bool:
    told, other_told = ((each.tag, dict(each.attrib), each.text or "", each.tail or "") for each in (one, other))
    return told == other_told and len(one) == len(other) and all(map(same, one, other))


def agrees(html: str) -> bool:
    """Whether the quick reader says nothing of this page, or what the whole parser says."""
    quick = reading.plain(html)
    if quick is None:
        return True
    tree, faults = reading.thorough(html)
    return not faults and same(quick, tree)


def element(tag: str, inner: str) -> str:
    return f"<{tag}>" if tag in reading.WITHOUT_END else f"<{tag}>{inner}</{tag}>"


def where_it_may_stand(tag: str, html: str) -> str:
    """An element within what it needs around it."""
    for parent in reading.ONLY_IN.get(tag, ())[:1]:
        return where_it_may_stand(parent, element(parent, html))
    return html


@pytest.mark.parametrize("tag", TAGS)
def test_whatever_stands_in_another_is_read_as_the_whole_parser_reads_it(tag: str) -> None:
    wrong = []
    for inside in TAGS:
        words = "" if inside in reading.OF_A_TABLE or tag in reading.OF_A_TABLE else "x"
        html = AROUND.format(where_it_may_stand(inside, element(inside, f"{words} {element(tag, words)} {words}")))
        wrong += [] if agrees(html) else [html]
    assert wrong == []


@pytest.mark.parametrize("piece", FAULTS)
def test_a_fault_is_found_wherever_it_stands(piece: str) -> None:
    for around in ("{}", "<div>{}</div>", "<p>{}</p>", "<table><tbody><tr><td>{}</td></tr></tbody></table>"):
        html = AROUND.format(around.format(piece))
        assert agrees(html)
        assert reading.read(html)[1] == reading.thorough(html)[1]


def test_a_page_whose_frame_is_not_whole_is_left_to_the_whole_parser() -> None:
    whole = AROUND.format("<p>x</p>")
    assert agrees(whole)
    assert reading.plain(whole) is not None
    lines = whole.splitlines(keepends=True)
    for missing, doubled in product(range(len(lines)), (0, 2)):
        html = "".join([*lines[:missing], *[lines[missing]] * doubled, *lines[missing + 1 :]])
        assert agrees(html)
        assert lines[missing].startswith(("<p>", "<title>")) or reading.plain(html) is None


def nested(inner: Any) -> Any:
    return some.builds(lambda tag, all_of: element(tag, "".join(all_of)), some.sampled_from(TAGS), some.lists(inner, max_size=3))


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(some.lists(some.recursive(some.sampled_from(["x", " ", "&amp;", *FAULTS]), nested, max_leaves=12), max_size=3))
def test_whatever_is_put_together_is_read_as_the_whole_parser_reads_it(pieces: list[str]) -> None:
    assert agrees(AROUND.format("".join(pieces)))


@pytest.mark.one_database("sqlite")
def test_our_own_pages_are_read_quickly(browser: Browser) -> None:
    for address in ("/", "/help-now", "/join/age", "/staff/sign-in"):
        assert reading.plain(browser.open(address).html) is not None
        assert agrees(browser.here.html)
