"""Looks at pages as no parser can: in a real browser with axe at two widths, and with the Nu HTML checker.

It is a process of its own, started once for a run of the tests (`--inspect`), so that the clock of a test and the
door of the network do not touch it. A test that meets a page nobody met before waits for its verdict.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path
from typing import Any, TextIO, cast
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page

from tests.support import chromium
from tests.support.installation import TOP
from tests.support.showing import Window, shown_at

FOUND_BY_WORKERS = "ENGAGE_INSPECTOR"
STARTED = "Checker service started"
WIDTHS = ((320, 256), (1280, 900))
"""A small phone, which is also 1280 at 400 % zoom (WCAG 2.2, 1.4.10), and a desk: the same page, made wider."""
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
AXE = f"""axe.run(document, {{runOnly: {json.dumps(STANDARD)}, rules: {{"target-size": {{enabled: true}}}},
  resultTypes: ["violations"]}}).then(found => found.violations.map(
  rule => rule.id + ": " + rule.help + " at " + rule.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")))"""
TOO_WIDE = """(() => { const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > most + 1)
    .slice(-3).map(one => "it scrolls sideways: <" + one.tagName.toLowerCase() + " class=" + one.className + ">"); })()"""


class Checkers:
    """The two checkers, kept open."""

    def __init__(self, browser: Browser, vnu: str, window: Window) -> None:
        self.vnu = vnu
        self.window = window
        self.page = browser.new_page()
        self.page.add_init_script(path=TOP / "node_modules" / "axe-core" / "axe.min.js")
        self.line: CDPSession = self.page.context.new_cdp_session(self.page)
        self.refused: list[str] = []
        self.page.on("console", self._listen)

    def verdict(self, html: str, policy: str) -> list[str]:
        """Everything that is wrong with a page."""
        return [*self._nu(html), *self._in_the_browser(self.page, html, policy)]

    def _nu(self, html: str) -> list[str]:
        asked = Request(f"{self.vnu}?out=json", html.encode(), {"Content-Type": "text/html; charset=utf-8"})  # noqa: S310
        with urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own server
            messages = json.load(answer)["messages"]
        return [
            f"Nu: {said['message']} at {said.get('extract', '').strip()}" for said in messages if said["type"] != "info"
        ]  # fmt: skip

    def _in_the_browser(self, page: Page, html: str, policy: str) -> list[str]:
        self.refused = []
        self.window.show(html, policy)
        found: list[str] = []
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            if (width, height) == WIDTHS[0]:
                page.goto(self.window.address)
            found += [f"axe at {width}: {problem}" for problem in self._say(AXE)]
            found += [f"at {width}: {problem}" for problem in self._say(TOO_WIDE)]
        return found + self.refused

    def _say(self, expression: str) -> list[str]:
        told = self.line.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
        if "exceptionDetails" in told:
            return [json.dumps(told["exceptionDetails"])[:500]]
        value = told["result"].get("value")
        return cast("list[str]", value) if isinstance(value, list) else []

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon" not in message.text:
            self.refused.append(f"the browser says: {message.text}")


@contextmanager
def _nu_server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    jar = TOP / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xss16m", "-Dnu.validator.servlet.bind-address=127.0.0.1",
               "-cp", str(jar), "nu.validator.servlet.Main", str(port)]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        _until_it_listens(server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.kill()
        server.wait()


def _until_it_listens(server: subprocess.Popen[str]) -> None:
    said = cast("TextIO", server.stdout)
    for line in said:
        if STARTED in line:
            threading.Thread(target=said.read, daemon=True).start()
            return
    raise RuntimeError("the Nu HTML checker did not start")


def serve(where: str) -> None:
    """Answer until the run of the tests is over (its end of our standard input closes)."""
    with Listener(where) as door:
        sys.stdout.write("open\n")
        sys.stdout.flush()
        with chromium.started(*chromium.LAZY) as browser, _nu_server() as vnu, shown_at() as window:
            _answer(door, Checkers(browser, vnu, window))


def _answer(door: Listener, checkers: Checkers) -> None:
    asking: list[Any] = [door._listener._socket, sys.stdin.fileno()]  # type: ignore[attr-defined]
    while True:
        for ready in wait(asking):
            if ready == sys.stdin.fileno():
                return
            if not isinstance(ready, Connection):
                asking.append(door.accept())
                continue
            try:
                ready.send(checkers.verdict(*ready.recv()))
            except EOFError:
                asking.remove(ready)


class Inspector:
    """The process, from the side of the run that starts it."""

    def __init__(self) -> None:
        chromium.program()
        if shutil.which("java") is None:
            raise chromium.NoChromium("The page checkers need Java. On Debian: apt install default-jre-headless")
        self.folder = Path(tempfile.mkdtemp(prefix="engage-look-"))
        where = str(self.folder / "door")
        command = [sys.executable, "-m", "tests.support.inspector", where]
        self.process = subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout is None or self.process.stdout.readline() != "open\n":
            raise RuntimeError("the inspector did not start")
        os.environ[FOUND_BY_WORKERS] = where

    def stop(self) -> None:
        """End it."""
        os.environ.pop(FOUND_BY_WORKERS, None)
        self.process.communicate(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


class _Line:
    """This process's line to the inspector."""

    connection: Any = None


def verdict(html: str, policy: str) -> list[str]:
    """What the inspector says about a page; it may still be starting."""
    if _Line.connection is None:
        _Line.connection = Client(os.environ[FOUND_BY_WORKERS])
    _Line.connection.send((html, policy))
    return cast("list[str]", _Line.connection.recv())


if __name__ == "__main__":
    serve(sys.argv[1])
