"""The only access of the pages to the engine: an answer is an `Explanation`; a drawing is a `LyingPicture`."""

from __future__ import annotations

import gc
from collections.abc import Collection, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st
from threadpoolctl import threadpool_limits

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue, Mattress
from catalog.selling.markets import COUNTRIES, is_sold_in
from database import versions
from database.errors import StoreError
from database.store import Store, existing_url, shared_store
from recommender.advice.care import Care, care
from recommender.checking import CheckedBed, check_beds
from recommender.errors import ModelError, ProfileError, UserError
from recommender.experience import course as courses
from recommender.experience.course import Course, Meaning
from recommender.experience.learning import with_experiences
from recommender.experience.next_to_try import Trial, trial_plan
from recommender.explanation import Explanation, explain, with_changes
from recommender.fit_target import TargetSummary, target, targets
from recommender.household import Household, household
from recommender.matching import Ranking, match
from recommender.mechanics.bed import plain
from recommender.mechanics.picture import LyingPicture, picture
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import BREADTHS, fill
from recommender.person.profile import parse_profile
from recommender.ranking.candidates import day_asked, usual_covariance
from recommender.sleeper import ZONES, Position, Sleeper
from recommender.specification import Specification, specification
from storefront.quiz.answers import Answers, partial, partner_profile, profile
from storefront.settings import settings

TOP = 10
TYPICAL = {"weight_kg": 75.0, "height_cm": 175.0, "side": 1.0}
TYPICAL_FIRMNESS = 4.0
LEAST_NARROWING = 0.1  # firmness points; for less than this nobody would get a tape


@dataclass(frozen=True)
class Narrowing:
    """Width in firmness points of a zone's 80 % interval, unmeasured and after one breadth is measured."""

    zone: str
    now: float
    then: float


def store() -> Store:
    """The database of this server; created when there is none. Raises StoreError."""
    return shared_store()


def catalogue() -> Catalogue:
    """The catalogue this server shows: the file it was given, else the live version of the database, else what ships.

    The pointer is read each time, so a version is shown as soon as it is published; its content is read once. While the
    database does not answer, the previous catalogue stays.
    """
    url = existing_url()
    if settings().catalog is None and url:
        shown = _shown(url)
        with suppress(StoreError) if shown else nullcontext():
            version = versions.live(shared_store(url))
            shown[:] = [_version(url, version.version_id)] if version else []
        if shown:
            return shown[0]
    return _file(settings().catalog)


@st.cache_resource(show_spinner=False)
def _file(path: Path | None) -> Catalogue:
    return load_catalogue(path)


@st.cache_resource(show_spinner=False, max_entries=2)
def _version(url: str, version_id: int) -> Catalogue:
    return versions.catalogue(shared_store(url), version_id)


@st.cache_resource(show_spinner=False)
def _shown(url: str) -> list[Catalogue]:
    """The catalogue last shown of a database, if any."""
    return []


def warm() -> None:
    """Load model and catalogue before the first visitor; what cannot be loaded is reported on the page that needs
    it.
    """
    with suppress(UserError):
        answer(parse_profile(TYPICAL), catalogue())
    # One visitor's matrices are small: its own threads would only wait for each other, and delay other visitors.
    threadpool_limits(1)
    gc.collect()
    gc.freeze()  # what is loaded once never needs collecting: otherwise every garbage collection traverses it


def answer(sleeper: Sleeper, beds: Catalogue, top: int = TOP, *, changes: bool = True, salt: str = "") -> Explanation:
    """What this person needs and which beds fit, explained.

    `changes`: also what would change the first choice and what would make it surer; `salt` is the visit's.
    """
    return explain(match(target(sleeper), beds, top=top), changes=changes, salt=salt)


@dataclass(frozen=True)
class Need:
    """What a person needs before any bed is looked at, and whom to see about what they told: parts of an answer."""

    target: TargetSummary
    care: tuple[Care, ...]


def need(sleeper: Sleeper, beds: Catalogue) -> Need:
    """What this person needs, as `answer` says it of the same person and beds, in a third of its time."""
    return Need(with_experiences(target(sleeper), beds).summary(), care(sleeper))


def ranked(sleeper: Sleeper, beds: Catalogue, *, deep_to: str = "") -> Ranking:
    """The whole order for one person. `deep_to`: a bed that gets its chance too, however far down it stands."""
    found = match(target(sleeper), beds, top=TOP)
    places = [int(rank) for bed, rank in zip(found.mattresses, found.rank, strict=True) if bed.mattress_id == deep_to]
    return match(target(sleeper), beds, top=max(places)) if places and max(places) > TOP else found


def answer_at_once(sleeper: Sleeper, beds: Catalogue, *, salt: str) -> tuple[Explanation, Ranking]:
    """The answer without what would change it, which takes longest and is folded on the page; `completed` adds that."""
    ranking = match(target(sleeper), beds, top=TOP)
    return explain(ranking, changes=False, salt=salt), ranking


def completed(found: Explanation, ranking: Ranking) -> Explanation:
    """The answer with what would change the first choice, and what would make it surer."""
    return with_changes(found, ranking)


def checked(sleeper: Sleeper, found: Sequence[Mattress], beds: Catalogue) -> tuple[CheckedBed, ...]:
    """Whether beds that this person found elsewhere fit; the catalogue tells how well beds are usually known."""
    return check_beds(target(sleeper), found, beds)


def together(one: Sleeper, other: Sleeper, beds: Catalogue) -> Household:
    """How these two can sleep: one bed, two halves, or a bed each."""
    return household(target(one), target(other), beds)


def asks_for(sleeper: Sleeper, beds: Catalogue) -> Specification:
    """What this person asks for in any shop, where no bed of theirs is looked at."""
    return specification(target(sleeper), usual_covariance(beds, day_asked(None)))


def course(sleeper: Sleeper, beds: Catalogue, floor: Collection[str] | None = None) -> Course:
    """Where this person stands in a trial on a floor: ids of the beds that stand there; None: all of the list."""
    return courses.course(target(sleeper), beds, floor)


def need_before_and_now(sleeper: Sleeper, beds: Catalogue) -> tuple[TargetSummary, TargetSummary]:
    """What this person needs without and with what they said of beds of the catalogue."""
    named = tuple(one for one in sleeper.experiences if not one.mattress_id)
    before, now = (with_experiences(target(one), beds) for one in (replace(sleeper, experiences=named), sleeper))
    return before.summary(), now.summary()


def to_lie_on(sleeper: Sleeper, explanation: Explanation) -> Sleeper:
    """Whom a trial is for: where a budget leaves only beds of unknown price, one may lie on those and ask."""
    if explanation.verdict_said != "ask_price":
        return sleeper
    return replace(sleeper, wishes=replace(sleeper.wishes, max_price=None))


def where_to_lie(sleeper: Sleeper, beds: Catalogue) -> tuple[tuple[Trial, tuple[Meaning, ...]], ...]:
    """The beds to lie on that tell most together, in order, and what each answer about each would mean."""
    plan = trial_plan(target(sleeper), beds)
    return tuple((trial, courses.meanings(sleeper, beds, trial)) for trial in plan)


def sleeper_of(answers: Answers) -> Sleeper:
    """The person of a finished quiz. Raises ProfileError where the answers are impossible."""
    known: Collection[str] = ()
    with suppress(UserError):  # without a catalogue nobody can have lain on one of its beds
        known = catalogue().ids
    return parse_profile(profile(answers, known))


def partner_of(answers: Answers) -> Sleeper | None:
    """Who shares the bed of a finished quiz, if anybody. Raises ProfileError where their answers are impossible."""
    told = partner_profile(answers)
    return parse_profile(told) if told else None


def person_for_diary(answers: Answers) -> Sleeper:
    """The person of the seven-night test, as far as stated: a plan needs the present bed and a pregnancy, not the whole
    quiz.
    """
    known = profile(answers)
    matters = {name: known[name] for name in ("pain", "pregnancy_weeks", "bed") if name in known}
    for told in (known, TYPICAL | matters):
        with suppress(ProfileError):
            return parse_profile(told)
    return parse_profile(TYPICAL)


def sizes(market: str = "", held: object = None) -> tuple[str, ...]:
    """Sizes on offer, as "90x200", small to large.

    Args:
        market: leaves out sizes of beds that are sold in other countries only; "" or "any": none is.
        held: the size chosen before, which stays among them.
    """
    found: set[tuple[float, float]] = set()
    for bed in catalogue():
        here = market in ("", "any") or is_sold_in(bed.markets, (market,)) is not False
        of_bed = {(size.width_cm, size.length_cm) for size in bed.sizes}
        found |= of_bed if here else {size for size in of_bed if _size(size) == held}
    return tuple(map(_size, sorted(found)))


def _size(size: tuple[float, float]) -> str:
    return f"{size[0]:g}x{size[1]:g}"


def markets() -> tuple[str, ...]:
    """ISO codes of the countries that beds are sold in."""
    return tuple(sorted({market for bed in catalogue() for market in bed.markets}))


def own_market() -> str | None:
    """The country of a shop whose beds are all sold in one; None where that is not so."""
    found = markets()
    return found[0] if len(found) == 1 and found[0] in COUNTRIES else None


def types() -> tuple[str, ...]:
    """Types of mattress on offer, most common first."""
    kinds = [bed.type for bed in catalogue() if bed.type != "unknown"]
    return tuple(sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind)))


def unmeasured(answers: Answers) -> Sleeper | None:
    """The person so far with nothing measured; None while the body step is not filled in."""
    untold = {**answers, "hip_method": None, "shoulder_method": None}
    try:
        return parse_profile(partial("measures", untold))
    except ProfileError:
        return None


def narrowing(sleeper: Sleeper) -> dict[str, Narrowing]:
    """By breadth: the zone whose interval narrows most once this person, who measured nothing, measures it.

    A measurement is assumed to equal the present estimate, so the target stays and only its interval changes. The zone
    need not be under the breadth: all zones together keep a spine level. Empty where nothing narrows visibly, or the
    model cannot be loaded.
    """
    bodies = fill([sleeper])
    usual: list[dict[str, Any]] = [{name: float(getattr(bodies, name)[0])} for name in BREADTHS]
    measured = [replace(sleeper, **one) for one in usual]
    try:
        each = targets([sleeper, *measured])
    except ModelError:
        return {}
    intervals = [each[i].summary().zones_80 for i in range(len(each))]
    now, *then = ({zone: high - low for zone, (low, high) in zones.items()} for zones in intervals)
    found = {}
    for name, narrowed in zip(BREADTHS, then, strict=True):
        gained = {zone: now[zone] - narrowed[zone] for zone in ZONES}
        zone = max(ZONES, key=gained.__getitem__)
        if gained[zone] >= LEAST_NARROWING:
            found[name] = Narrowing(zone, now[zone], narrowed[zone])
    return found


@st.cache_resource(show_spinner=False)
def example_picture(position: Position = "side") -> LyingPicture:
    """A person of 75 kg and 175 cm on a rather soft bed: the picture on the first page and those of the positions."""
    return picture(lay(fill([parse_profile(TYPICAL)]), position, plain(TYPICAL_FIRMNESS)))


def figures_of(explanation: Explanation, beds: Catalogue) -> dict[str, str]:
    """Model, catalogue and answer as named in the small print."""
    model = explanation.model
    return {
        "model": model.get("version", ""),
        "changed_date": model.get("results_changed", ""),
        "catalogue": beds.version[:8],
        "catalogue_date": beds.source_date,
        "answer_id": explanation.answer_id,
    }
