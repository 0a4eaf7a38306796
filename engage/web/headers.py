"""Response headers: what a browser may do with our pages, on every response, also 404 and 500 (ASVS V3.4)."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

_HSTS = "max-age=31536000; includeSubDomains"
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def nonce() -> str:
    """This response's token for the design system's one inline script."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def prepare(app: Flask, *, https: bool) -> None:
    """Put the headers on every response."""

    @app.after_request
    def add(response: Response) -> Response:
        script = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {script}; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = _PERMISSIONS
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        if https and request.is_secure:
            response.headers["Strict-Transport-Security"] = _HSTS
        return response
