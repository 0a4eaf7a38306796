"""What the pages of this room share: the blueprint for the pages on one carer’s details."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("carers", __name__, url_prefix="/carers/people")
