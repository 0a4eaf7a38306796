"""Machines that show a token: the watching one, and services that call us."""

from __future__ import annotations

import hmac

from flask import Response, request


def shows(token: str) -> bool:
    """Whether this request shows the token; a wrong one takes as long to refuse however much of it is right."""
    shown = request.headers.get("Authorization", "").encode()
    return hmac.compare_digest(shown, f"Bearer {token}".encode())


def ask_for_it() -> Response:
    """The answer to whoever does not."""
    return Response("Show the token.\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
