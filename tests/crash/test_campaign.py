"""A short campaign in every run of the tests; `make crash-test` runs the long one. Figures stand in docs/delivery.md.

Each runs in a process of its own, because it forks workers, and takes a database of its own from the test.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.crash

SHORT = {"kills": 20, "pauses": 2, "messages": 400}
LONG = {"kills": 1000, "pauses": 100, "messages": 50_000}
LONG_ONE_BY_ONE = {"kills": 200, "pauses": 20, "messages": 5_000}
SHORT_OF_NEWS = {"kills": 6, "pauses": 1, "messages": 400}


def campaign(name: str, database_url: str, **asked: int | str) -> dict[str, Any]:
    program = f"import json, dataclasses; from tests.crash import campaign; print(json.dumps(dataclasses.asdict(campaign.{name}))"
    call = ", ".join([repr(database_url), *(f"{key}={value!r}" for key, value in asked.items())])
    program = program.replace(f"campaign.{name}", f"campaign.{name}({call})") + ")"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def test_killed_at_random_moments_nothing_is_sent_twice_or_lost(database_url: str, request: pytest.FixtureRequest) -> None:
    asked = LONG_ONE_BY_ONE if request.config.getoption("--long") else SHORT
    report = campaign("storm", database_url, **asked, hands=3, seed=7)
    assert report["broken"] == []
    assert report["kills"] >= asked["kills"]
    assert report["states"]["accepted"] > asked["messages"] / 2
    assert report["stopped"] > 0


def test_killed_at_every_point_of_a_message_nothing_is_sent_twice_or_lost(database_url: str) -> None:
    report = campaign("points", database_url, seed=7)
    assert report["broken"] == []
    # a state and its step are one statement on PostgreSQL, and there are fewer moments at which to be killed
    assert report["kills"] >= (22 if database_url.startswith("postgresql") else 33)


def test_killed_while_news_goes_out_in_sets_nothing_is_sent_twice_or_lost(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    asked = LONG if request.config.getoption("--long") else SHORT_OF_NEWS
    report = campaign("storm", database_url, **asked, hands=3, seed=7, category="mixed")
    assert report["broken"] == []
    assert report["kills"] >= asked["kills"]
    assert report["states"]["accepted"] > asked["messages"] / 3
    assert report["stopped"] > 0


def test_killed_at_points_of_a_set_nothing_is_sent_twice_or_lost(database_url: str, request: pytest.FixtureRequest) -> None:
    every = 1 if request.config.getoption("--long") else 6
    report = campaign("points", database_url, seed=7, category="news", every=every)
    assert report["broken"] == []
    assert report["kills"] >= 40 // every


@pytest.mark.one_database("sqlite")
def test_the_oracle_catches_a_worker_that_sends_and_then_marks(database_url: str) -> None:
    report = campaign("send_then_mark", database_url, seed=7)
    assert any(sentence.startswith("I2") for sentence in report["broken"])


def test_killed_at_every_writing_system_call_nothing_is_sent_twice_or_lost(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--long") or shutil.which("strace") is None:
        pytest.skip("a part of the long campaign, where strace is installed")
    report = campaign("system_calls", database_url, seed=7)
    assert report["broken"] == []
    assert report["kills"] > 10
