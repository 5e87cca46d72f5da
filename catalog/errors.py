"""The form every user-facing error has: what is wrong, where, what is allowed, how to fix it."""

from __future__ import annotations


class UserError(ValueError):
    """A bad call or input; nothing was done.

    Args:
        what: what is wrong, with the value as given.
        where: the field, file, row or flag concerned.
        allowed: what would have been accepted.
        mend: what the reader can do about it.
    """

    def __init__(self, what: str, *, where: str = "", allowed: str = "", mend: str = "") -> None:
        self.what, self.where, self.allowed, self.mend = what, where, allowed, mend
        parts = (f"{where}: {what}" if where else what, f"Allowed: {allowed}" if allowed else "", mend)
        super().__init__(" ".join(sentence(part) for part in parts if part))


def sentence(text: str) -> str:
    """The text with one full stop at its end, where it has none of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


class CatalogueError(UserError):
    """A catalogue or feed that cannot be read at all (a bad row is a finding instead)."""


class EmptyFeed(CatalogueError):
    """A feed or page that can be read and holds no record."""
