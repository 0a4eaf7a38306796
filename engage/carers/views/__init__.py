"""The pages of this room."""

from __future__ import annotations

from engage.carers.views import editing, holding, setting, standing, ties
from engage.carers.views.own import own
from engage.carers.views.records import office
from engage.carers.views.room import bp, prepare

__all__ = ["bp", "editing", "holding", "office", "own", "prepare", "setting", "standing", "ties"]
