"""What keeps running: the web server, the mail catcher, and with the worker all three at once for a desk."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import click

from engage.app import create_app
from engage.cli.catching import Catcher
from engage.cli.making import bring_up_to_date
from engage.cli.ticking import stopped_by_signals
from engage.cli.within import checked, for_a_while, refuse_wrong_keys, settings_of
from engage.demo import trust
from engage.demo.staff import sign_in_list
from engage.footing import TOP, lay
from engage.settings import Settings

PATIENCE_SECONDS = 20
PEOPLE_AT_FIRST, SEED_AT_FIRST = 300, 1


@click.command()
@click.option("--bind", help="Address and port to listen on. [default: this machine, the port of ENGAGE_BASE_URL]")
@click.option("--workers", type=int, default=2, show_default=True, help="How many processes answer.")
@click.pass_context
def web(context: click.Context, bind: str | None, workers: int) -> None:
    """Serve the pages; sends nothing."""
    checked(lay(settings_of(context)))
    bind = bind or f"127.0.0.1:{_port(settings_of(context).base_url, 8000)}"
    os.chdir(TOP)
    gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gevent", "-w", str(workers), "--bind", bind, "--log-level", "warning"]
    os.execv(sys.executable, [*gunicorn, "wsgi:app"])  # noqa: S606 - a fixed command


@click.command("mail-catcher")
@click.pass_context
def mail_catcher(context: click.Context) -> None:
    """Take every message sent to ENGAGE_SMTP_URL, keep it in var/mail, and show it on a page. Not in production."""
    settings = settings_of(context)
    if settings.is_production:
        raise click.UsageError("the mail catcher is refused in production")
    port = _port(settings.smtp_url, 25)
    caught = Catcher(TOP / "var" / "mail", smtp_port=port, page_port=port + 1)
    stop = stopped_by_signals()
    caught.open()
    stop.wait()
    caught.close()


@click.command()
@click.pass_context
def up(context: click.Context) -> None:
    """Start everything on this machine: database, demonstration trust, pages, worker and mail catcher. Ctrl-C stops it."""
    settings = settings_of(context)
    if settings.is_production:
        raise click.UsageError("engage up is for a desk; in production run engage web and engage worker")
    smtp = _port(settings.smtp_url, 25)
    _refuse_busy({"the pages": _port(settings.base_url, 8000), "mail": smtp, "the page of sent mail": smtp + 1})
    stop = stopped_by_signals()
    _prepare(settings)
    children = {name: _child(name) for name in ("web", "worker", "mail-catcher")}
    _introduce(settings, smtp + 1)
    while not stop.wait(0.5) and all(child.poll() is None for child in children.values()):
        pass
    stopped = [name for name, child in children.items() if child.poll() is not None]
    _end(list(children.values()))
    if stopped and not stop.is_set():
        raise click.ClickException(f"{', '.join(stopped)} stopped by itself; see var/log")


def _prepare(settings: Settings) -> None:
    (TOP / "var" / "log").mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    with for_a_while(app):
        bring_up_to_date(app)
        refuse_wrong_keys()
        if trust.is_empty():
            click.echo("Loading the demonstration trust, once.")
            click.echo(str(trust.fill(people=PEOPLE_AT_FIRST, seed=SEED_AT_FIRST)))


def _introduce(settings: Settings, mail_page: int) -> None:
    click.echo(f"\n{settings.organisation.name}: demonstration\n")
    click.echo(f"  Pages for everybody    {settings.base_url}/")
    click.echo(f"  Pages for staff        {settings.base_url}/staff/sign-in")
    click.echo(f"  Mail that was sent     http://localhost:{mail_page}/")
    click.echo("\nStaff accounts (password, then a code that is good for half a minute):\n")
    for line in sign_in_list():
        click.echo(f"  {line.role:<24} {line.email:<48} {line.password}   {line.code}")
    click.echo(f"\nFresh codes: http://localhost:{mail_page}/staff")
    click.echo("Members sign in with their e-mail address; the link is in the mail that was sent. Ctrl-C stops everything.\n")


def _child(name: str) -> subprocess.Popen[bytes]:
    with (TOP / "var" / "log" / f"{name}.log").open("ab") as kept:
        return subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "-c", "import config; config.console()", name], cwd=TOP, stdin=subprocess.DEVNULL, stdout=kept,
            stderr=kept, start_new_session=True,
        )  # fmt: skip


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to end, and after a while insist."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _port(url: str, otherwise: int) -> int:
    return urlsplit(url).port or otherwise


def _refuse_busy(ports: dict[str, int]) -> None:
    for what, port in ports.items():
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError as error:
                others = "ENGAGE_BASE_URL and ENGAGE_SMTP_URL name other ports"
                raise click.ClickException(f"port {port} ({what}) is in use: is Engage running already? {others}") from error
