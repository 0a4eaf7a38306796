"""Pages: the rules, what goes out by them in the coming weeks, and “Do not remind me about this again”."""

from __future__ import annotations

from engage.reminders.views import quiet as quiet
from engage.reminders.views import rehearsing as rehearsing
from engage.reminders.views import rules as rules
from engage.reminders.views import stopping as stopping
from engage.reminders.views.room import bp as bp
from engage.reminders.views.room import prepare as prepare
from engage.reminders.views.room import public_bp as public_bp
from engage.reminders.views.room import said_of as said_of
