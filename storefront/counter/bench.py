"""What the counter remembers besides the customers' answers, and each customer's answer, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.errors import UserError
from catalog.mattress import Catalogue, Finding
from recommender.explanation import Explanation
from recommender.household import Household
from recommender.person.profile import parse_profiles
from recommender.sleeper import Sleeper
from storefront import engine, session
from storefront.counter.place import Place
from storefront.engine import Need
from storefront.quiz import answers

PICKS = 10  # beds explained; the screen names the first


@dataclass(slots=True)
class Bench:
    """What staff chose to see for the customers of now; the next ones begin anew.

    Attributes:
        salt: of the visit while they are here.
        part: what is shown below the fold; "" until somebody chose.
        compared: ids of the beds set side by side; None until somebody chose.
    """

    salt: str = ""
    part: str = ""
    compared: tuple[str, ...] | None = None


def bench() -> Bench:
    """That of the customers who are here."""
    visit = session.visit()
    held = visit.own(Bench)
    if held.salt != visit.salt:
        held.salt, held.part, held.compared = visit.salt, "", None
    return held


@dataclass(frozen=True)
class Customer:
    """One customer as far as told.

    Attributes:
        name: "a" or "b".
        place: where they are answered for.
        sleeper: None until weight, height and a position are told and possible.
        need: what they need; None where it cannot be worked out.
        shown: the answer whose beds may be named; None before the list of alarm signs was gone through, and not worked
            out before, so that the target follows who types.
        problems: what cannot be true, of what was typed.
        refused: why there is no answer though all is told.
    """

    name: str
    place: Place
    sleeper: Sleeper | None = None
    need: Need | None = None
    shown: Explanation | None = None
    problems: Sequence[Finding] = field(default=())
    refused: str = ""


def customer(person: str, place: Place) -> Customer:
    """A customer by what the visit holds of them, answered for where they are."""
    visit, beds = session.visit(), place.beds
    profile = answers.counter_profile(visit.answers, person, beds.ids)
    sleepers, findings = parse_profiles([profile])
    typed = [finding for finding in findings if profile.get(finding.field) is not None]
    if not sleepers or not answers.counter_ready(profile):
        return Customer(person, place, problems=typed)
    sleeper = place.asks(sleepers[0])
    of = (sleeper, beds.version, visit.salt)
    try:
        if not visit.answers.get(f"{person}.{answers.PASSED}"):
            need = visit.recall(f"counter.need.{person}", of, lambda: engine.need(sleeper, beds))
            return Customer(person, place, sleeper, need)
        found = visit.recall(
            f"counter.{person}", of, lambda: engine.answer(sleeper, beds, PICKS, changes=False, salt=visit.salt)
        )
    except UserError as error:
        return Customer(person, place, sleeper, refused=str(error))
    return Customer(person, place, sleeper, Need(found.target, found.care), found)


def pair(customers: Sequence[Customer], beds: Catalogue) -> Household | None:
    """How two can sleep together, once both are answered."""
    one, other = customers
    if one.sleeper is None or other.sleeper is None or not (one.shown and other.shown):
        return None
    visit, people = session.visit(), (one.sleeper, other.sleeper)
    return visit.recall("counter.pair", (people, beds.version), lambda: engine.together(*people, beds))
