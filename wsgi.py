import os

from config import settings_from
from engage.app import create_app
from engage.db import db
from engage.keys.queries import refuse_wrong_keys

app = create_app(settings_from(os.environ))
with app.app_context():
    refuse_wrong_keys()
    db.session.remove()
    db.engine.dispose()
