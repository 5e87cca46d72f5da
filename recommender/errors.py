"""Every error a user can meet in the engine: what, where, allowed, how to mend."""

from __future__ import annotations

from catalog.errors import CatalogueError, UserError

__all__ = ["BedError", "CatalogueError", "ModelError", "ProfileError", "UserError"]


class ProfileError(UserError):
    """A profile that cannot be true or cannot be read; `where` names the field."""


class BedError(UserError):
    """A bed described with impossible figures; `where` names the figure."""


class ModelError(UserError):
    """The scoring model is missing, changed, or made by another scikit-learn."""
