"""Servers for a measurement: gunicorn with two gevent workers, a PostgreSQL that keeps its promises, and a sink for mail."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.installation import TOP
from tests.support.postgresql import Cluster, programs

DURABLE = {
    "shared_buffers": "512MB", "fsync": "on", "synchronous_commit": "on", "work_mem": "64MB", "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB", "random_page_cost": "1.1", "max_connections": "60", "listen_addresses": "", "jit": "off",
}  # fmt: skip
SINK_ENOUGH = "1000"


class NotHere(RuntimeError):
    """A program that the measurement needs is not installed."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(port: int, *, tries: int = 400) -> None:
    """Wait until somebody answers."""
    pause = threading.Event()
    for _ in range(tries):
        with socket.socket() as asking:
            asking.settimeout(1)
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.05)
    raise NotHere(f"nothing answers on port {port}")


@contextmanager
def running(command: list[str], *, port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """A server process that answers on a port, ended afterwards."""
    process = subprocess.Popen(
        command,
        cwd=TOP,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def gunicorn(application: str, environment: Mapping[str, str], *, port: int | None = None) -> Iterator[int]:
    """An application behind two gevent workers, as `engage web` starts it."""
    chosen = port or free_port()
    command = [
        sys.executable, "-m", "gunicorn", "-k", "gevent", "-w", "2", "-b", f"127.0.0.1:{chosen}", "--log-level", "error",
        "--keep-alive", "30", application,
    ]  # fmt: skip
    with running(command, port=chosen, environment=environment):
        yield chosen


def sink_program() -> str:
    """smtp-sink of the postfix package. Raises NotHere."""
    found = os.environ.get("SMTP_SINK") or shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    if not found:
        raise NotHere("smtp-sink is not installed (Debian: apt install postfix; or SMTP_SINK says where it is)")
    return found


@contextmanager
def mail_sink() -> Iterator[int]:
    """A mail server that takes everything and keeps nothing."""
    port = free_port()
    with running([sink_program(), f"127.0.0.1:{port}", SINK_ENOUGH], port=port, environment={}):
        yield port


class DurableCluster(Cluster):
    """A private PostgreSQL with every commit on the disk, as a child process, so that its work is counted as ours."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder or Path(tempfile.mkdtemp(prefix="engage-pg-")))
        self._keeps = folder is not None
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        data = self.folder / "data"
        if not data.exists():
            self._run("initdb", "-D", str(data), "-U", "engage", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = [part for name, value in self._settings().items() for part in ("-c", f"{name}={value}")]
        who = {} if self.owner is None else {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(  # type: ignore[call-overload]
                [programs() / "postgres", "-D", data, *options], cwd=self.folder, stdout=log, stderr=log, **who
            )
        pause = threading.Event()
        for _ in range(600):
            if list(self.folder.glob(".s.PGSQL.*[0-9]")):
                pause.wait(0.3)
                return
            pause.wait(0.05)
        raise NotHere((self.folder / "log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        if self._server is not None:
            self._server.send_signal(2)
            self._server.wait(60)
        if not self._keeps:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """The address of a database of this server."""
        return f"postgresql+psycopg://engage@/{database}?host={self.folder}"

    def _settings(self) -> dict[str, str]:
        return {**DURABLE, "unix_socket_directories": str(self.folder)}


@contextmanager
def cluster(folder: Path | None = None) -> Iterator[DurableCluster]:
    """The PostgreSQL of this run."""
    server = DurableCluster(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards, readable for the server's user."""
    with tempfile.TemporaryDirectory(prefix="engage-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
