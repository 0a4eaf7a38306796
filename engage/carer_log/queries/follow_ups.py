"""What is promised to carers and still to do."""

from __future__ import annotations

import sqlalchemy as sa

from engage.carer_log.models import FollowUp

TO_DO = sa.and_(FollowUp.done_at.is_(None), FollowUp.cancelled_at.is_(None))
