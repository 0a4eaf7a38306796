"""A PostgreSQL of our own for one run of the tests: found on this machine, started without root, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.support import scratch

FOUND_BY_WORKERS = "ENGAGE_TEST_POSTGRESQL"
SENTENCE = (
    "The tests need PostgreSQL and found none. Install it (Debian: apt install postgresql), "
    "or run the tests on SQLite alone: .venv/bin/python -m pytest --database=sqlite"
)
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",
    "max_wal_size": "1GB",
    "listen_addresses": "",
    "timezone": "Pacific/Auckland",
}
"""A time zone far from London, so that a time without a zone shows itself at once."""

LOOKED_AFTER = {"autovacuum": "on", "autovacuum_naptime": "2s"}
"""For whoever writes much: without it the server plans for tables that are empty, and reads every person for each message."""


class NoPostgresql(RuntimeError):
    """There is no PostgreSQL server program on this machine."""


def programs() -> Path:
    """The folder with the newest server's programs. Raises NoPostgresql."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    folders += [Path(on_path).resolve().parent] if on_path else []
    for folder in folders:
        if all((folder / program).exists() for program in ("initdb", "postgres", "pg_ctl")):
            return folder
    raise NoPostgresql(SENTENCE)


class Cluster:
    """One private server on a socket in a folder of its own; `listen`: also at an address. `told`: settings of its own."""

    def __init__(self, folder: Path | None = None, *, listen: str = "", **told: str) -> None:
        self.bin, self.listen, self.told = programs(), listen, FAST_AND_FORGETFUL | told
        self.folder = folder or scratch.a_folder("engage-pg-")
        self.owner = _somebody_else() if os.geteuid() == 0 else None
        if self.owner is not None:
            shutil.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        where = str(self.folder / "data")
        self._run("initdb", "-D", where, "-U", "engage", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        told = "".join(f"{name} = '{value}'\n" for name, value in self.told.items())
        with Path(where, "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"{told}unix_socket_directories = '{self.folder}'\nlisten_addresses = '{self.listen}'\n")
        with Path(where, "pg_hba.conf").open("a", encoding="utf-8") as whom:
            whom.write("host all all 10.231.0.0/16 trust\n" if self.listen else "")
        self.go_on()
        os.environ[FOUND_BY_WORKERS] = str(self.folder)

    def halt(self, mode: str) -> None:
        """Stop the server in one of its own modes ("fast", "immediate"), and keep everything."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-s", "-w", "-m", mode, "stop")

    def go_on(self) -> None:
        """Start it again."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-s", "-w", "-t", "60", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        os.environ.pop(FOUND_BY_WORKERS, None)
        try:
            self.halt("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        options: dict[str, Any] = {}
        if self.owner is not None:
            options = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [self.bin / program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=program == "initdb",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}, check=False, text=True, **options,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr or (self.folder / 'log').read_text()}")


def _somebody_else() -> pwd.struct_passwd:
    """An ordinary user under whom root may start the server."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgresql("PostgreSQL does not run as root, and this machine has neither the user postgres nor nobody")
