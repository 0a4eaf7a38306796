"""One line of JSON an event, with an allow-list of keys: ids and counts, never a name, address, answer or token."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

_ALLOWED = frozenset(
    {
        "event",
        "level",
        "at",
        "method",
        "route",
        "status",
        "ms",
        "job",
        "slot",
        "tally",
        "id",
        "kind",
        "state",
        "reason",
        "address",
        "worker",
        "error",
    }
)


def _only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key in _ALLOWED and key != "address"}


structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _only_allowed,
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    cache_logger_on_first_use=False,
)
log = structlog.get_logger()


class _Handler(logging.Handler):
    """Other libraries' warnings as the same kind of line: where and how serious, but not their words."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log.log(record.levelno, "library", kind=record.name, error=error)


def prepare(app: Flask) -> None:
    """Log every request by route, never by address."""
    logging.getLogger().handlers = [_Handler(level=logging.WARNING)]
    app.logger.handlers, app.logger.propagate = [], True

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def write(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        log.info("request", method=request.method, route=route, status=response.status_code, ms=round(took, 1))
        return response
