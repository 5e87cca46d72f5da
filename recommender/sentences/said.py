"""One thing that could be said of a bed: its key and figures, what it is about, and how much it says."""

from __future__ import annotations

from dataclasses import dataclass

from recommender.reasons import Figure, Reason


@dataclass(frozen=True)
class Said:
    """A reason that is true of a bed.

    Attributes:
        about: the quantities it speaks of; a bed's reasons speak of different ones.
        strength: how much it says, in differences just worth saying.
    """

    reason: Reason
    about: frozenset[str]
    strength: float


def said(key: str, about: str, strength: float, **figures: Figure) -> Said:
    return Said(Reason(key, figures), frozenset(about.split()), strength)
