"""The invented champions’ network: a meeting to come, one that was called off, two things that are shared, and a draft."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from engage import clock
from engage.accounts.rules import Role
from engage.coverage.actions import messages
from engage.coverage.actions import network as actions
from engage.coverage.actions.network import Said, Thing
from engage.coverage.rules.messages import Whom
from engage.demo import staff

LEAD = staff.id_of(Role.CARER_LEAD)
_LEAFLET = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def add(now: datetime) -> None:
    """As the carer lead would have done it."""
    today = clock.day_of(now)
    place, join = "Room 2, Fiction House, Vale", "https://talk.invented-vale.example/champions"
    actions.plan(
        Said(today + timedelta(days=12), time(14), time(15, 30), place, join, "What helped a carer this month?"), by=LEAD
    )
    other = actions.plan(Said(today + timedelta(days=5), time(10), time(11), place, "", ""), by=LEAD)
    actions.call_off(other, by=LEAD)
    leaflet = Thing("Leaflet for carers", file_name="leaflet.pdf", file_kind="application/pdf", content=_LEAFLET)
    first = actions.share(leaflet, by=LEAD)
    actions.share(leaflet, by=LEAD, material_id=first.material_id)
    actions.share(Thing("Where carers find help nearby", link="https://help.invented-vale.example/carers"), by=LEAD)
    messages.write(subject="Our next meeting", body="We meet soon. Please bring a question.", whom=Whom.BOTH, by=LEAD)
