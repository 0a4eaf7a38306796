import os

from config import settings_from
from engage.app import create_app

app = create_app(settings_from(os.environ))
