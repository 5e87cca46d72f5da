"""Every error that the engine shows to a user: what is wrong, where, what is allowed, how to fix it."""

from __future__ import annotations

from catalog.errors import CatalogueError, UserError

__all__ = ["BedError", "CatalogueError", "ModelError", "ProfileError", "UserError"]


class ProfileError(UserError):
    """A profile that is impossible or unreadable; `where` names the field."""


class BedError(UserError):
    """A bed described by impossible figures; `where` names the figure."""


class ModelError(UserError):
    """The scoring model is missing, altered or unreadable."""
