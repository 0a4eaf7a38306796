"""The page for people and the address for the watching machine: the same figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from engage import clock
from engage.monitoring import rules
from engage.monitoring.queries import figures
from engage.monitoring.rules import Figures, Rests
from engage.outbox.rules import LINE, REASON_WORDS, STATE_WORDS, TEXTS
from engage.policy import Permission, public, requires
from engage.settings import Settings
from engage.timetable.rules import LATE_AFTER
from engage.web import bearer

bp = Blueprint("monitoring", __name__)


@dataclass(frozen=True)
class Daily:
    """A daily job in words: when it runs and why."""

    when: str
    reason: str


def prepare(app: Flask, daily: Mapping[str, Daily]) -> None:
    """Take what the roof knows: the daily jobs of the timetable, in their order."""
    app.extensions["daily jobs"] = daily


@bp.get("/metrics")
@public("for the machine that watches, which shows the token it was given")
def metrics() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    if not settings.metrics_token:
        abort(404)
    if not bearer.shows(settings.metrics_token):
        return bearer.ask_for_it()
    registry = CollectorRegistry()
    registry.register(_Gauges(figures(clock.now())))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@bp.get("/team/running")
@requires(Permission.RUNNING_READ)
def running() -> ResponseReturnValue:
    daily = cast("Mapping[str, Daily]", current_app.extensions["daily jobs"])
    seen = figures(clock.now())
    return render_template(
        "monitoring/running.html", figures=seen, daily=daily, late_after=LATE_AFTER, rules=rules, lines=_lines(seen),
        state_words=STATE_WORDS, reason_words=REASON_WORDS,
    )  # fmt: skip


def _lines(seen: Figures) -> list[tuple[str, Rests]]:
    """The lines that are used here, as people call them: text messages may go by hand."""
    settings: Settings = current_app.extensions["settings"]
    notify = settings.notify
    called = {LINE: "GOV.UK Notify, for e-mail" if notify and notify.email_template else "The mail server"}
    if notify and notify.text_template:
        called[TEXTS] = "GOV.UK Notify, for text messages"
    return [(called[each.name], each) for each in seen.breakers if each.name in called]


class _Gauges(Collector):
    def __init__(self, seen: Figures) -> None:
        self.seen = seen

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for metric in rules.metrics(self.seen):
            family = GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)
            for sample in metric.samples:
                family.add_metric(sample.labels, sample.value)
            yield family
