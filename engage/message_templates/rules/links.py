"""Which links may stand in a text that goes to people."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LINK = re.compile(r"(?i)(?:\b[a-z][a-z0-9+.-]*:(?://|(?=[^\s/]+@))|\bwww\.)\S*|\bjavascript:\S*")


def links_in(text: str) -> list[str]:
    """What looks like an address in a text, as it stands there.

    >>> links_in("See https://a.example/b. Or www.a.example, at 10:30")
    ['https://a.example/b', 'www.a.example']
    """
    return [found.rstrip(".,;:)") for found in _LINK.findall(text)]


def is_good_link(link: str, *, ours: str) -> bool:
    """Whether a link may stand in a message: a page of this site, or any page by https, without a name and password in it.

    >>> [is_good_link(link, ours="http://engage.example") for link in ("https://a.example/b", "http://engage.example/c")]
    [True, True]
    >>> [is_good_link(link, ours="http://engage.example") for link in ("http://a.example", "javascript:alert(1)", "https://a@b")]
    [False, False, False]
    """
    if not link.isascii() or not link.isprintable() or set(link) & set(" <>\"'\\"):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    own = urlsplit(ours)
    return parts.scheme == "https" or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
