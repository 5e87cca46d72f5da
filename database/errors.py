"""The error of a database that cannot be used."""

from __future__ import annotations

from catalog.errors import UserError


class StoreError(UserError):
    """The database cannot be reached, is busy, or was not made by this program; nothing was changed."""
