"""Every message, the words of one, one version of them as it arrives, and how two differ."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.queries import staff_names
from engage.message_templates import queries
from engage.message_templates.emails import EXAMPLE, examples_of, preview
from engage.message_templates.queries import Shown, Standing
from engage.message_templates.rules import allowed, comparing
from engage.message_templates.views.pages import DONE, bp, ours, template_or_404, thoughts, version_or_404
from engage.policy import Permission, requires
from engage.web.forms import Press

GROUPS = {"member": "To people in the pool, or on their way into it", "staff": "To the team and other staff"}


@bp.get("")
@requires(Permission.MESSAGES_READ)
def everything() -> ResponseReturnValue:
    standings = queries.standings(ours=ours())
    groups = {title: [each for each in standings.values() if each.template.group == group] for group, title in GROUPS.items()}
    names = staff_names(each.now.published_by for each in standings.values() if each.now.published_by)
    return render_template("message_templates/everything.html", groups=groups, names=names)


@bp.get("/<address>")
@requires(Permission.MESSAGES_READ)
def show(address: str) -> ResponseReturnValue:
    template = template_or_404(address)
    standing, versions = queries.standing_of(template, ours=ours()), queries.history(template)
    names = staff_names(by for each in versions for by in (each.written_by, each.published_by) if by)
    return render_template(
        "message_templates/show.html", template=template, standing=standing, versions=versions, names=names,
        letter=preview(template, standing.now.wording, 1), allowed=allowed(template), examples=examples_of(template),
        done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.get("/<address>/versions/<int:number>")
@requires(Permission.MESSAGES_READ)
def look(address: str, number: int) -> ResponseReturnValue:
    template = template_or_404(address)
    version, standing = version_or_404(template, number), queries.standing_of(template, ours=ours())
    examples = max((len(each.examples) for each in template.placeholders), default=1)
    example = min(max(request.args.get("example", 1, type=int), 1), examples)
    return render_template(
        "message_templates/look.html", template=template, version=version, standing=standing, example=example,
        examples=examples, letter=preview(template, version.wording, example), person=EXAMPLE, press=Press(),
        warnings=thoughts(template, version.wording) if _waits(version, standing) else [],
        waits=_waits(version, standing), done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


def _waits(version: Shown, standing: Standing) -> bool:
    """Whether a version can still be published."""
    return not version.is_published and version.number > standing.reached


@bp.get("/<address>/compare")
@requires(Permission.MESSAGES_READ)
def compare(address: str) -> ResponseReturnValue:
    template = template_or_404(address)
    versions = queries.history(template)
    numbers = [each.number for each in versions] + [0]
    older, newer = _chosen("older", numbers, _before(versions)), _chosen("newer", numbers, numbers[0])
    one, other = version_or_404(template, older), version_or_404(template, newer)
    return render_template(
        "message_templates/compare.html", template=template, numbers=numbers, one=one, other=other,
        **differences(one, other),
    )  # fmt: skip


def differences(one: Shown, other: Shown) -> dict[str, object]:
    """How two versions differ, for a page."""
    subjects = (one.wording.subject, other.wording.subject)
    return {
        "subject": comparing.paragraphs(*subjects), "body": comparing.paragraphs(one.wording.body, other.wording.body),
        "same": one.wording == other.wording,
    }  # fmt: skip


def _before(versions: list[Shown]) -> int:
    return versions[1].number if len(versions) > 1 else 0


def _chosen(name: str, numbers: list[int], usual: int) -> int:
    number = request.args.get(name, usual, type=int)
    return number if number in numbers else usual
