"""What is told of a choice: the advice it followed or not, and each outcome; checked here, wherever it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, cast, get_args

from catalog.errors import UserError
from catalog.texts import printable

What = Literal["ordered", "kept", "returned", "exchanged", "felt", "nights"]
Felt = Literal["too_soft", "right", "too_firm"]
Reason = Literal["price", "stock", "comfort", "delivery", "wish", "other"]
ReturnReason = Literal["comfort", "size", "fault", "delivery", "mind", "other"]

WHAT: Final[tuple[What, ...]] = get_args(What)
FELT: Final[tuple[Felt, ...]] = get_args(Felt)
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
RETURN_REASONS: Final[tuple[ReturnReason, ...]] = get_args(ReturnReason)
ENDS: Final[tuple[What, ...]] = ("kept", "returned", "exchanged")  # each ends what "ordered" began
PARTS: Final = ("felt", "shoulder", "waist", "hip")
SCORES: Final = (0.0, 10.0)
LONGEST_NAME, LONGEST_ID = 80, 200  # characters


@dataclass(frozen=True)
class AdvisedBed:
    """A bed that an answer named: expected fit and chance as told, and the roles it held."""

    mattress_id: str
    fit: float
    chance: float
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """What one person was advised.

    Attributes:
        answer_id: the name of the answer.
        model: SHA-256 of the scoring model; catalog_version: as the answer states it.
        beds: those named, best first.
        profile: the person without anything about health, so that outcomes can be learnt from under a later model.
        person: which of two people under one code, "a" or "b"; "" of one.
        consented_at, expires_at: filled when it is stored.
    """

    answer_id: str
    model: str
    catalog_version: str
    beds: tuple[AdvisedBed, ...]
    profile: Mapping[str, Any]
    person: str = ""
    consented_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None

    def bed(self, mattress_id: str) -> AdvisedBed | None:
        return next((bed for bed in self.beds if bed.mattress_id == mattress_id), None)


@dataclass(frozen=True)
class Outcome:
    """One entry about one bed. What was not told is None.

    Attributes:
        what: an order, how it ended, how the bed felt, or a score of the nights.
        mattress_id: the id that lasts.
        by: name of who of the staff entered it; "" of the person.
        to_mattress_id: the bed it was exchanged for.
        felt, shoulder, waist, hip: how it felt, as a whole and there.
        diary_score: of the nights, 0 to 10, higher is better.
        reason: why another bed was ordered than advised (`REASONS`), or why one came back (`RETURN_REASONS`).
        fit, chance: of this bed for this person, as told when it was ordered.
        followed: whether the bed ordered was one of those advised.
        outcome_id, at: filled when it is stored.
    """

    what: What
    mattress_id: str
    by: str = ""
    to_mattress_id: str | None = None
    felt: Felt | None = None
    shoulder: Felt | None = None
    waist: Felt | None = None
    hip: Felt | None = None
    diary_score: float | None = None
    reason: str | None = None
    fit: float | None = None
    chance: float | None = None
    followed: bool | None = None
    outcome_id: str = field(default="", compare=False)
    at: dt.datetime | None = field(default=None, compare=False)

    def details(self) -> dict[str, Any]:
        """What is told beside what, of which bed and by whom; without what is not known."""
        apart = ("what", "mattress_id", "by", "outcome_id", "at")
        told = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in apart}
        return {name: value for name, value in told.items() if value is not None}

    def says_the_same(self, other: Outcome) -> bool:
        """Whether both tell the same of the same bed, whoever entered them."""
        same = (self.what, self.mattress_id) == (other.what, other.mattress_id)
        return same and self.details() == other.details()


@dataclass(frozen=True)
class Record:
    """An advice and all that was told of it, oldest first."""

    advice_id: str
    advice: Advice
    outcomes: tuple[Outcome, ...] = ()

    def last(self, mattress_id: str, *what: What) -> Outcome | None:
        """The entry of these kinds about a bed that counts: the last one."""
        found = [each for each in self.outcomes if each.mattress_id == mattress_id and each.what in what]
        return found[-1] if found else None

    @property
    def beds(self) -> tuple[str, ...]:
        """The beds that something was told of, in the order they were first named."""
        return tuple(dict.fromkeys(each.mattress_id for each in self.outcomes))


def checked(told: Outcome) -> Outcome:
    """The entry as it is stored.

    Raises:
        UserError: an unknown word, a score out of range, or something missing that belongs to it.
    """
    _among("what", told.what, WHAT)
    if not 0 < len(told.mattress_id) <= LONGEST_ID:
        raise UserError("no bed is named", where="mattress_id", mend="Give the id of a bed in the catalogue.")
    for part in PARTS:
        _among(part, getattr(told, part), FELT)
    _among("reason", told.reason, RETURN_REASONS if told.what in ENDS else REASONS)
    if told.diary_score is not None and not SCORES[0] <= told.diary_score <= SCORES[1]:
        raise UserError(f"{told.diary_score:g} is no score", where="diary_score", allowed="0 to 10")
    needed = {
        "ordered": told.followed is not False or told.reason is not None,
        "exchanged": bool(told.to_mattress_id) and told.to_mattress_id != told.mattress_id,
        "felt": any(getattr(told, part) for part in PARTS),
        "nights": told.diary_score is not None,
    }
    missing = {
        "ordered": ("reason", "another bed than advised was ordered, and no reason is told", ", ".join(REASONS)),
        "exchanged": ("to_mattress_id", "it is not told for which other bed", "the id of a bed"),
        "felt": ("felt", "it is not told how the bed felt", ", ".join(FELT)),
        "nights": ("diary_score", "no score is told", "0 to 10"),
    }
    if not needed.get(told.what, True):
        where, what, allowed = missing[told.what]
        raise UserError(what, where=where, allowed=allowed)
    return replace(told, by=printable(" ".join(told.by.split()))[:LONGEST_NAME])


def read_outcome(given: Mapping[str, object]) -> Outcome:
    """An entry from words and numbers as a file or a command gives them.

    Raises:
        UserError: a field cannot be read.
    """
    text = {name: "" if value is None else str(value).strip() for name, value in given.items()}
    unknown = sorted(text.keys() - {"code", "person", "entered_at", *READ})
    if unknown:
        raise UserError(f"unknown: {', '.join(unknown)}", where="columns", allowed=", ".join(READ))
    score = text.get("diary_score", "").replace(",", ".")
    try:
        figure = float(score) if score else None
    except ValueError:
        raise UserError(f"{score!r} is no number", where="diary_score", allowed="0 to 10") from None
    words = {name: text.get(name) or None for name in ("to_mattress_id", *PARTS, "reason")}
    return checked(
        Outcome(
            what=cast(What, text.get("what", "")),
            mattress_id=text.get("mattress_id", ""),
            by=text.get("by", ""),
            diary_score=figure,
            **cast(dict[str, Any], words),
        )
    )


READ: Final = ("what", "mattress_id", "to_mattress_id", *PARTS, "diary_score", "reason", "by")


def _among(where: str, word: str | None, allowed: tuple[str, ...]) -> None:
    if word is not None and word not in allowed:
        raise UserError(f"{word!r} is not one of them", where=where, allowed=", ".join(allowed))
