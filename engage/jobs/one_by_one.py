"""One message at a time: one recipient in a transaction, no transaction open while the line is used.

What each step does to the row stands in `outbox.actions`; the order of the steps, and where a commit falls between
them, stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from engage import clock
from engage.db import db
from engage.jobs.post import UNWRITABLE, Post, write_down
from engage.mail import LineDown, NotNow, Refused, Unknown
from engage.outbox import actions
from engage.outbox.rules import Claim, Reason, State
from engage.web.log import log


def send_one(post: Post, claimed: Claim, *, was_down: bool) -> State:
    """Ask, open the envelope, ask again, hand over, write down; what state the message came to."""
    to = _first_look(post, claimed)
    if isinstance(to, State):
        return to
    try:
        post.line.offer(sender=post.sender.envelope, to=to)
    except LineDown as fault:
        return _line_is_down(post, claimed, fault)
    except NotNow:
        return _settle(post, lambda: actions.put_off(claimed, clock.now(), Reason.PUT_OFF_BY_SERVER), State.QUEUED)
    except Refused:
        return _settle(post, lambda: actions.refuse(claimed), State.FAILED)
    body = _authorised(post, claimed, to)
    if isinstance(body, State):
        post.line.hang_up()
        return body
    return _hand_over(post, claimed, body, was_down)


def _first_look(post: Post, claimed: Claim) -> str | State:
    """Ask before the envelope is opened, so that nobody is bothered with what will not go; to whom it would go."""
    try:
        weighed = actions.weigh(claimed, post.kinds[claimed.letter.kind], clock.now())
    except UNWRITABLE as fault:
        return _unwritten(claimed, fault)
    db.session.commit()
    return weighed if isinstance(weighed, State) else weighed[1].to


def _authorised(post: Post, claimed: Claim, to: str) -> bytes | State:
    try:
        kind = post.kinds[claimed.letter.kind]
        body = actions.authorise(claimed, kind, clock.now(), offered_to=to, sender=post.sender)
        db.session.commit()
    except UNWRITABLE as fault:
        return _unwritten(claimed, fault)
    except SQLAlchemyError:
        post.line.hang_up()
        raise
    return body


def _hand_over(post: Post, claimed: Claim, body: bytes, was_down: bool) -> State:
    """An answer about this message, whatever it is, says that the line works."""
    try:
        post.line.hand_over(body, again=claimed.attempts > 0)
    except LineDown as fault:
        return _line_is_down(post, claimed, fault)
    except NotNow:
        step, state = partial(actions.put_off, claimed, clock.now(), Reason.PUT_OFF_BY_SERVER), State.QUEUED
    except Refused:
        step, state = partial(actions.refuse, claimed), State.FAILED
    except Unknown:
        return _settle(post, partial(actions.doubt, claimed, clock.now()), State.UNCERTAIN)
    else:
        step, state = partial(actions.accept, claimed), State.ACCEPTED
    return _settle(post, step, state, mends=was_down)


def _settle(post: Post, step: Callable[[], bool], state: State, *, mends: bool = False) -> State:
    def written() -> None:
        step()
        if mends:
            actions.mend(post.name)

    write_down(post, written)
    return state


def _line_is_down(post: Post, claimed: Claim, fault: LineDown) -> State:
    log.warning("mail line down", error=str(fault))
    actions.give_back(claimed, actions.trip(clock.now(), post.name))
    db.session.commit()
    return State.QUEUED


def _unwritten(claimed: Claim, fault: Exception) -> State:
    db.session.rollback()
    letter = claimed.letter
    log.error("message not written", id=str(letter.outgoing_id), kind=letter.kind, error=type(fault).__name__)
    actions.put_off(claimed, clock.now(), Reason.NOT_WRITTEN)
    db.session.commit()
    return State.QUEUED
