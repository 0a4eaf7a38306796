"""Static files: served compressed by WhiteNoise, addressed by content so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

A_YEAR = 31_536_000


def prepare(app: Flask, folder: Path) -> None:
    """Serve `folder` under /static/ and give templates `asset("css/engage.css")`."""

    @cache
    def asset(name: str) -> str:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
        return f"/static/{name}?v={digest}"

    def add_headers(response_headers: dict[str, str], path: str, url: str) -> None:
        response_headers["X-Content-Type-Options"] = "nosniff"
        response_headers["Referrer-Policy"] = "no-referrer"
        response_headers["Content-Security-Policy"] = (
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
        )

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        allow_all_origins=False,
        max_age=A_YEAR,
        add_headers_function=add_headers,
    )
    app.jinja_env.globals["asset"] = asset
