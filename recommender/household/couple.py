"""The answer to two people: the best of each way to sleep, and which way is recommended.

Fits are those of the single answers. Neither a price, a brand nor the order of a file changes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import numpy as np

from catalog.mattress import Catalogue, Mattress
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget
from recommender.household import why
from recommender.household.kinds import (
    APART,
    HALVES,
    NO_KIND,
    ONE_SETTING,
    PER_SIDE,
    TWO_MATTRESSES,
    Household,
    Option,
    most_lost,
)
from recommender.household.places import Place, Price, for_each, for_one_bed, half_of, place_of, sum_of
from recommender.household.ways import Way, any_two, first_of, halves, on_one_bed
from recommender.matching import VERDICT_BORDERLINE
from recommender.ranking.candidates import candidates_for, day_asked, rankable, usual_covariance, wish_not_met
from recommender.ranking.fits import attainable_fit
from recommender.reasons import Reason
from recommender.sentences.rejections import ASK
from recommender.sleeper import Wishes

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Best:
    """What each person can have alone: the best fit of their own list, and the attainable fit."""

    fit: tuple[float, ...]
    attainable: tuple[float, ...]

    def within(self, kind: str) -> tuple[float, ...]:
        """The least fit of each at which nobody loses more than a kind may cost."""
        return tuple(fit - most_lost(kind) for fit in self.fit)


def household(
    one: FitTarget,
    other: FitTarget,
    catalogue: Catalogue,
    wishes: Wishes | None = None,
    *,
    as_of: date | None = None,
) -> Household:
    """Compare the five ways for two people to sleep.

    Args:
        wishes: of both, by default the first person's. A size from 140 cm wide is that of the whole, a narrower one
            that of each; the budget is for that size. Apart, the second person has the size they themselves wish.
        as_of: the day on which prices and sales are judged; None: today.

    Raises:
        UserError: one of them lay on a bed by its id that the catalogue does not have.
    """
    as_of = day_asked(as_of)
    one, other = (with_experiences(person, catalogue) for person in (one[0], other[0]))
    asked = one.sleepers[0].wishes if wishes is None else wishes
    people = (one, other)
    usual = usual_covariance(catalogue, as_of)
    attainable = tuple(float(attainable_fit(person, usual)[0]) for person in people)
    options, left_out = _answered(people, catalogue, asked, as_of, attainable)
    unpriced = _unpriced(catalogue, asked, as_of) if left_out else ()
    all_unpriced = bool(unpriced) and not options
    if unpriced:
        unknown = [bed for each in _sizes(asked) for bed in _unknown(catalogue, each, as_of)]
        these = replace(catalogue, mattresses=(*unpriced, *dict.fromkeys(unknown)))
        asking, without = _answered(people, these, replace(asked, max_price=None), as_of, attainable)
        options, left_out = (asking, without) if all_unpriced else (options, list(_to_ask(left_out, asking)))
    verdict = _recommended(options)
    reasons = tuple(_reasons(people, options, verdict)) if options else (_needs(people), why.nothing(left_out))
    if all_unpriced and options:
        reasons = (Reason("household.ask_price"), *reasons)
    return Household(verdict, tuple(options), reasons, tuple(left_out))


def _answered(
    people: tuple[FitTarget, FitTarget],
    catalogue: Catalogue,
    wishes: Wishes,
    as_of: date,
    attainable: tuple[float, ...],
) -> tuple[list[Option], list[tuple[str, Reason]]]:
    """The best of each way that the list can fill, and why it cannot fill the others."""
    places = _Places(people, catalogue, as_of)
    alone = [places.of(person, wishes) for person in (0, 1)]
    best = _Best(tuple(place.best_fit if place else 0.0 for place in alone), attainable)
    options: list[Option] = []
    left_out: list[tuple[str, Reason]] = []
    for kind, way in _ways(places, wishes, best):
        found = way if isinstance(way, Reason) else _option(way, wishes, best)
        if isinstance(found, Option):
            options.append(found)
        else:
            left_out.append((kind, found))
    return options, left_out


def _to_ask(left_out: Sequence[tuple[str, Reason]], asking: Sequence[Option]) -> Iterator[tuple[str, Reason]]:
    """Why kinds have no option; of those that beds have whose price is not known, that this is what to ask."""
    could = {option.kind for option in asking}
    for kind, reason in left_out:
        yield kind, Reason("household.ask_this_way") if kind in could else reason


def _unpriced(catalogue: Catalogue, wishes: Wishes, as_of: date) -> tuple[Mattress, ...]:
    """Beds that a budget leaves out only because nobody knows what they cost today, in any size asked for."""
    if wishes.max_price is None:
        return ()
    why: dict[str, set[str]] = {}
    for each in _sizes(wishes):
        for bed, reason in candidates_for(catalogue, each, as_of).filtered:
            why.setdefault(bed.mattress_id, set()).add(reason)
    asked = {name for name, reasons in why.items() if reasons & set(ASK) and "over_budget" not in reasons}
    return tuple(bed for bed in catalogue if bed.mattress_id in asked)


def _sizes(wishes: Wishes) -> list[Wishes]:
    """The wishes for one bed, where any is so wide, and for each of two."""
    return [each for each in (for_one_bed(wishes), for_each(wishes)) if each is not None]


def _unknown(catalogue: Catalogue, wishes: Wishes, as_of: date) -> tuple[Mattress, ...]:
    """Beds of unknown firmness that meet wishes, as far as is known: what one costs today may have to be asked."""
    may_meet, listed = ("", *ASK), catalogue.source_date
    return tuple(bed for bed in catalogue if not rankable(bed) and wish_not_met(bed, wishes, as_of, listed) in may_meet)


def _ways(places: _Places, wishes: Wishes, best: _Best) -> Iterator[tuple[str, Way | Reason]]:
    """Each kind in order, with its pairs, or why it has none."""
    shared = for_one_bed(wishes)
    one, other = (None if shared is None else places.of(person, shared) for person in (0, 1))
    for kind in (ONE_SETTING, PER_SIDE):
        if shared is None:
            yield kind, why.not_so_wide(wishes)
        else:
            unknown = places.unknown(shared)
            yield (
                kind,
                (
                    _held(on_one_bed(kind, one, other), unknown)
                    if one and other
                    else why.none_in_list(kind, shared, unknown)
                ),
            )
    each = for_each(wishes)
    one, other = (places.of(person, each) for person in (0, 1))
    apart = replace(each, size=half_of(places.people[1].sleepers[0].wishes.size) or each.size)
    elsewhere = places.of(1, apart)
    budget = wishes.max_price if each.size != wishes.size else None
    unknown = places.unknown(each)
    if one and other:
        pairs = any_two(TWO_MATTRESSES, one, other, budget, best.within(TWO_MATTRESSES))
        yield HALVES, _held(halves(one, other), unknown, budget)
        yield TWO_MATTRESSES, _held(pairs, unknown, budget)
    else:
        yield HALVES, why.none_in_list(HALVES, each, unknown)
        yield TWO_MATTRESSES, why.none_in_list(TWO_MATTRESSES, each, unknown)
    if one and elsewhere:
        pairs = any_two(APART, one, elsewhere, budget, best.within(APART))
        yield APART, _held(pairs, places.unknown(each, apart), budget)
    else:
        lacking = apart if one else each
        yield APART, why.none_in_list(APART, lacking, places.unknown(lacking))


def _held(way: Way, unknown: why.Unknown, budget: float | None = None) -> Way | Reason:
    """A way within a budget for all of it, or why it offers nothing; `unknown`: beds of unknown firmness for it."""
    if not way.rows[0].size:
        return why.nothing_for(way, unknown)
    if budget is not None:
        way = way.where(way.price <= budget)
    return (
        way
        if way.rows[0].size
        else Reason("household.over_budget", {"budget_price": budget, "currency": way.places[0].currency})
    )


@dataclass(frozen=True, eq=False)
class _Places:
    """Two people on what meets wishes, each worked out once: several ways are of beds of one size."""

    people: tuple[FitTarget, FitTarget]
    catalogue: Catalogue
    as_of: date
    known: dict[tuple[int, Wishes], Place | None] = field(default_factory=dict)

    def of(self, person: int, wishes: Wishes) -> Place | None:
        """None where nothing meets them."""
        if (person, wishes) not in self.known:
            found = candidates_for(self.catalogue, wishes, self.as_of)
            place = place_of(self.people[person], found, wishes) if found.records else None
            self.known[person, wishes] = place
        return self.known[person, wishes]

    def unknown(self, *wishes: Wishes) -> why.Unknown:
        """What nobody can rank and meets any of them."""
        beds = (bed for each in wishes for bed in _unknown(self.catalogue, each, self.as_of))
        heavier_kg = max(float(person.bodies.weight_kg[0]) for person in self.people)
        return why.Unknown(tuple(dict.fromkeys(beds)), heavier_kg)


def _option(way: Way, wishes: Wishes, best: _Best) -> Option | Reason:
    """The first pair of a way, of those by which neither loses much where there are any.

    Where it misfits one of them, the reason to leave the kind out.
    """
    near = np.all([fit >= least for fit, least in zip(way.fits, best.within(way.kind), strict=True)], axis=0)
    way = way.where(near) if near.any() else way
    first = first_of(way)
    rows = int(way.rows[0][first]), int(way.rows[1][first])
    fits = tuple(float(fit[first]) for fit in way.fits)
    relatives = tuple(fit / attainable for fit, attainable in zip(fits, best.attainable, strict=True))
    lost = tuple(max(own - fit, 0.0) for own, fit in zip(best.fit, fits, strict=True))
    if min(relatives) < VERDICT_BORDERLINE:
        return why.misfit(relatives)
    records = _two([int(of[first]) for of in way.records])
    beds = tuple(place.records[record] for place, record in zip(way.places, records, strict=True))
    offers = [place.found.offers[record] for place, record in zip(way.places, records, strict=True)]
    bought = offers[0].halves if way.one_bed else 2
    price = _price(way, records) if way.places[0].size else Price()
    return Option(
        kind=way.kind,
        beds=_two(beds),
        fits=_two(fits),
        relatives=_two(relatives),
        chances=_two([place.chance(row) for place, row in zip(way.places, rows, strict=True)]),
        lost=_two(lost),
        settings=_two([place.setting(row) for place, row in zip(way.places, rows, strict=True)]),
        mattresses=bought,
        sizes=_two([half_of(place.size) if bought == 2 else place.size for place in way.places]),
        price=price.amount,
        currency=price.currency,
        price_date=price.date,
        is_history=price.is_history,
        why=(
            *why.costs(lost),
            *why.notices(way.kind, _two(beds), bought, _weights(way.places)),
            *why.size_not_stated(offers),
        ),
    )


def _price(way: Way, records: tuple[int, int]) -> Price:
    prices = [place.prices[record] for place, record in zip(way.places, records, strict=True)]
    return prices[0] if way.one_bed else sum_of(prices)


def _recommended(options: Sequence[Option]) -> str:
    """The first kind in which neither loses much, else the one whose worse-off person loses least."""
    near = next((option for option in options if max(option.lost) <= most_lost(option.kind)), None)
    if near is None:
        near = min(options, key=lambda option: max(option.lost), default=None)
    return NO_KIND if near is None else near.kind


def _reasons(people: tuple[FitTarget, FitTarget], options: Sequence[Option], verdict: str) -> Iterator[Reason]:
    """What each needs, why no earlier kind, what the recommended one costs them, and whether another costs less."""
    yield _needs(people)
    place = next(i for i, option in enumerate(options) if option.kind == verdict)
    for option in options[:place]:
        if max(option.lost) > most_lost(option.kind):
            yield why.loses_too_much(option)
    yield why.chosen(options[place])
    cheaper = (why.costs_less(option, options[place]) for option in options[place + 1 :])
    if said := next((reason for reason in cheaper if reason), None):
        yield said


def _needs(people: Sequence[FitTarget]) -> Reason:
    return why.needs(*(float(person.firmness()[0]) for person in people))


def _two(of_each: Sequence[_T]) -> tuple[_T, _T]:
    one, other = of_each
    return one, other


def _weights(places: tuple[Place, Place]) -> tuple[float, float]:
    return _two([float(place.person.bodies.weight_kg[0]) for place in places])
