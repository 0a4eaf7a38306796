"""Every public form on paper: the words in force, squares to tick, lines to write on, and the code of the form."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.helping import queries
from engage.helping.rules import LARGE_SIZE, PaperForm, size_in_points
from engage.helping.views.room import paper
from engage.needs.rules import needs
from engage.policy import public
from engage.pool import forms as joining

_TEMPLATES = {
    PaperForm.JOIN: "paper_join",
    PaperForm.CHOICES: "paper_choices",
    PaperForm.LEAVE: "paper_leave",
    PaperForm.WHAT_WE_HOLD: "paper_what_we_hold",
}


@paper.get("/<any('join', 'choices', 'leave', 'what-we-hold'):form>")
@public("people fill it in who do not use the website")
def printed(form: str) -> ResponseReturnValue:
    which, size = PaperForm(form), size_in_points(request.args.get("size"))
    template = _TEMPLATES[which]
    edition = queries.in_force()
    helps = [need.words for need in needs().values() if need.group]
    return render_template(
        f"helping/{template}.html", which=which, size=size, large=LARGE_SIZE, offers=edition.offers,
        code=edition.code(which), ties=joining.TIES, ways=joining.WAYS, needs=helps,
    )  # fmt: skip
