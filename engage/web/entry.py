"""How a request comes in: what Flask is told, which host we answer to, and the body before the first statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask, abort, request, session

from engage import policy
from engage.db import connecting, expect
from engage.settings import Settings

LARGEST_POST = 1024 * 1024


def prepare(app: Flask, settings: Settings, *, larger: Mapping[str, int], smaller: Mapping[str, int]) -> None:
    """Put the checks before every request, in this order. `larger`, `smaller`: views that take more or less, and how much."""
    _only_our_host(app, settings)
    _only_addresses_that_can_be(app)
    _let_larger_in(app, larger, smaller)
    _read_the_body_first(app)


def flask_settings(settings: Settings, *, idle: timedelta, longest: timedelta) -> dict[str, object]:
    """What Flask and its extensions are told; `idle` and `longest` are how long a form and a sign-in can last."""
    https = settings.base_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": connecting(settings.database_url),
        "SESSION_COOKIE_NAME": "__Host-engage" if https else "engage",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": longest,
        "WTF_CSRF_TIME_LIMIT": int(idle.total_seconds()),
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": LARGEST_POST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_POST,
        "HIDE_TRACES": settings.is_production,
        "TESTING": False,
    }


def _only_our_host(app: Flask, settings: Settings) -> None:
    host = settings.base_url.partition("://")[2]

    @app.before_request
    def refuse_other_hosts() -> None:
        if request.host != host and request.endpoint not in ("home.healthz", "home.readyz", "monitoring.metrics"):
            abort(400)


def _only_addresses_that_can_be(app: Flask) -> None:
    @app.before_request
    def refuse_signs_that_no_address_holds() -> None:
        """No database compares text with a NUL in it, and no address of ours has one."""
        if "\0" in request.path:
            abort(404)


def _let_larger_in(app: Flask, larger: Mapping[str, int], smaller: Mapping[str, int]) -> None:
    @app.before_request
    def let_larger_in() -> None:
        """Only for a browser that somebody signed in with: strangers send no more here than anywhere."""
        most, least = larger.get(request.endpoint or ""), smaller.get(request.endpoint or "")
        if most is not None and "_user_id" in session:
            request.max_content_length = most
        if least is not None:
            request.max_content_length = least


def _read_the_body_first(app: Flask) -> None:
    @app.before_request
    def read_the_body() -> None:
        """A slow body is waited for before, never inside, a transaction; then say whether this request writes."""
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        if not reads:
            request.get_data(parse_form_data=True)
        access = policy.access_of(app, request.endpoint or "")
        expect(writes=not reads or (access is not None and access.logs_reading))
