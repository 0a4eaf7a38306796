"""Pages: what we hold, corrections and erasing, for people themselves; requests, holds and keeping, for those who answer."""

from __future__ import annotations

from engage.privacy.views import erasing as erasing
from engage.privacy.views import keeping as keeping
from engage.privacy.views import own as own
from engage.privacy.views import requests as requests
from engage.privacy.views import team as team
from engage.privacy.views.room import bp as bp
