"""Which model files may be opened. A model file is code: joblib unpickles it, and a pickle can run anything.

The manifest beside a model says its hash, but who can replace the model can replace the manifest. So the hash must also
stand outside that folder: here, in a setting, or in this user's own list of what was trained on this machine.
"""

from __future__ import annotations

import os
from pathlib import Path

from catalog.errors import UserError
from catalog.places import regular_file, user_folder

SHIPPED = "bee7096cb6f55f3bd11fdf62442b1fea95f7bf948811d3ed91b28c69cb04811d"  # of models/scoring_model.joblib
VARIABLE = "MATTRESS_FIT_MODEL_SHA256"  # one hash, or several separated by commas
_LARGEST = 1_000_000  # bytes of the list


def is_pinned(sha256: str) -> bool:
    """Whether a model file of this hash may be opened."""
    return sha256 == SHIPPED or sha256 in os.environ.get(VARIABLE, "").lower().split(",") or sha256 in _trained_here()


def pin(sha256: str) -> None:
    """Remember that a model was trained on this machine by this user. Where that cannot be written it is not pinned."""
    file = trained_models()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="ascii") as stream:
            stream.write(f"{sha256}\n")
    except OSError:
        return  # opening the model will say how to pin it


def trained_models() -> Path:
    """The list of hashes of models this user trained, one a line."""
    return user_folder() / "trained_models"


def _trained_here() -> set[str]:
    try:
        regular_file(trained_models(), _LARGEST)
        return set(trained_models().read_text(encoding="ascii").split())
    except (OSError, UserError, ValueError):
        return set()
