"""Where the database is: known without loading what talks to it."""

from __future__ import annotations

import os
from pathlib import Path

from catalog.places import user_folder

URL_VARIABLE = "MATTRESS_FIT_DATABASE_URL"
FILE_NAME = "catalogue.sqlite3"


def default_file() -> Path:
    """The SQLite file in the user's data directory."""
    return user_folder() / FILE_NAME


def may_exist() -> bool:
    """Whether there is a database to look into: one is configured, or the default file exists."""
    return bool(os.environ.get(URL_VARIABLE)) or default_file().exists()
