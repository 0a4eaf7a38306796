"""What an operator asks and decides: uncertain messages, accounts, and which address is open to whom."""

from __future__ import annotations

from uuid import UUID

import click
from flask import Flask, url_for

import engage.outbox.actions
import engage.outbox.queries
import engage.staff.actions
import engage.staff.queries
from engage import policy
from engage.accounts.rules import STAFF_ROLES, Role
from engage.cli.making import with_app
from engage.cli.within import as_json, say
from engage.db import db
from engage.outbox.rules import NotAllowedNow, State


@click.group()
def outbox() -> None:
    """Messages: look at them, and decide about uncertain ones."""


@outbox.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), default=State.UNCERTAIN.value, show_default=True)
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True)
@as_json
@click.pass_context
@with_app
def list_messages(app: Flask, state: str, most: int, as_json: bool) -> None:
    """List messages in one state, newest first; ids only."""
    found = engage.outbox.queries.in_state(State(state), most=most)
    rows = [
        {"id": line.id, "kind": line.kind, "state": line.state.value, "reason": line.reason and line.reason.value,
         "recipient": line.recipient_id, "due": line.due_at.isoformat()}
        for line in found
    ]  # fmt: skip
    words = [f"{line.id}  {line.kind}  {line.due_at:%Y-%m-%d %H:%M}Z  {line.words}. {line.why}" for line in found]
    say(rows, as_json=as_json, words="\n".join(words) or f"No message is {state}.")


@outbox.command()
@click.argument("message", type=click.UUID)
@as_json
@click.pass_context
@with_app
def resend(app: Flask, message: UUID, as_json: bool) -> None:
    """Send an uncertain message again, as a new one."""
    try:
        new_id = engage.outbox.actions.resend(message, by=None)
    except NotAllowedNow as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    say({"closed": message, "new": new_id}, as_json=as_json, words=f"It is sent again as {new_id}.")


@outbox.command()
@click.argument("message", type=click.UUID)
@as_json
@click.pass_context
@with_app
def close(app: Flask, message: UUID, as_json: bool) -> None:
    """Leave an uncertain message as it is."""
    try:
        engage.outbox.actions.close(message, by=None)
    except NotAllowedNow as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    say({"closed": message}, as_json=as_json, words="It is left as it is.")


@click.group()
def account() -> None:
    """Staff accounts."""


@account.command()
@click.option("--name", prompt="Name", help="Who it is for.")
@click.option("--email", prompt="E-mail address", help="Where they sign in with, and where the link goes.")
@click.option("--role", type=click.Choice([role.value for role in STAFF_ROLES]), default=Role.ADMINISTRATOR.value,
              show_default=True, help="What they will be.")  # fmt: skip
@as_json
@click.pass_context
@with_app
def add(app: Flask, name: str, email: str, role: str, as_json: bool) -> None:
    """Invite somebody and print the link with which they set up their sign-in, once."""
    try:
        user = engage.staff.actions.invite(name=name, email=email, role=Role(role), by=None)
    except engage.staff.actions.AlreadyHasAnAccount as refusal:
        raise click.ClickException("somebody signs in with this address already") from refusal
    link = url_for("staff.invitation", token=engage.staff.queries.invitation_token(user), _external=True)
    db.session.commit()
    say({"account": user.id, "link": link}, as_json=as_json, words=f"Open this link within 7 days; it works once:\n{link}")


@click.command()
@as_json
@click.pass_context
@with_app
def routes(app: Flask, as_json: bool) -> None:
    """List every address with its methods, its endpoint and who may open it."""
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        access = policy.access_of(app, rule.endpoint)
        who = "nobody" if access is None else access.permission.name if access.permission else f"everybody: {access.why_public}"
        methods = " ".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))
        rows.append({"address": rule.rule, "methods": methods, "endpoint": rule.endpoint, "open_to": who})
    say(rows, as_json=as_json, words="\n".join("{address}  {methods}  {endpoint}  {open_to}".format(**row) for row in rows))
