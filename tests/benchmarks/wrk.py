"""Load from wrk: requests a second and how long the slowest of a hundred took."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.measuring import Slice
from tests.benchmarks.servers import NotHere

CONNECTIONS = 8
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class WentWrong(RuntimeError):
    """Answers were not what they should be: the figure would be about something else."""


@dataclass
class Load:
    """Requests to one address. Every answer must be 2xx or 3xx; `slowest` collects the p99 in milliseconds,
    `late` counts answers that took more than two seconds.
    """

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    script: Path | None = None
    slowest: list[float] = field(default_factory=list)
    late: int = 0

    def slice(self) -> Slice:
        return self._run

    def words(self) -> str:
        """How long the slowest of a hundred took, once it was warm."""
        slow = f"{max(self.slowest[1:]):.0f} ms"
        return f"{slow}, {self.late} later than 2 s" if self.late else slow

    def _run(self, seconds: float) -> float:
        if shutil.which("wrk") is None:
            raise NotHere("wrk is not installed (Debian: apt install wrk)")
        headers = [part for name, value in self.headers.items() for part in ("-H", f"{name}: {value}")]
        script = ["-s", str(self.script)] if self.script else []
        told = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency", *headers, *script, self.address],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        wrong = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*(?:connect|read|write) [1-9].*", told)
        if wrong:
            raise WentWrong(f"{self.address}: {wrong.group(0)}")
        late = re.search(r"timeout (\d+)", told)
        self.late += int(late.group(1)) if late else 0
        self.slowest.append(_milliseconds(told))
        return float(_found(r"Requests/sec:\s+([\d.]+)", told).group(1))


def _milliseconds(told: str) -> float:
    number, unit = _found(r"\s99%\s+([\d.]+)(us|ms|s|m)", told).groups()
    return float(number) * _MILLISECONDS[unit]


def _found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    if match is None:
        raise WentWrong(f"wrk said: {text}")
    return match
