"""After a catalogue update: who gets another first choice, why, and which beds are chosen too often or never.

Exact: the same first choices and fits as ranking everybody against both catalogues. What makes it cheap: a first choice
is the cheapest bed of the first tie group, so of beds that feel the same only the cheapest counts; people whose wishes
leave the same such beds in both catalogues are not scored at all; for the others what they need is worked out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.comparison import KIND_OF_FIELD
from catalog.mattress import Catalogue, Mattress, Size
from recommender.advice.safety import hides_products
from recommender.arrays import Array
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, targets
from recommender.matching import VERDICT_BORDERLINE
from recommender.person.night import POPULATION_NIGHT
from recommender.person.population import sample_population
from recommender.ranking.bed_vectors import Beds, beds_of, stature_class
from recommender.ranking.candidates import candidates_for, day_asked, rankable, usual_covariance
from recommender.ranking.fits import attainable_fit, score
from recommender.ranking.learnt import as_felt, load_offsets
from recommender.ranking.ties import tie_groups
from recommender.sleeper import Sleeper, Wishes

Cause = Literal["removed", "new", "stock", "firmness", "zones", "price"]

# The order in which changes are applied one after the other, to tell which of them moved somebody's first choice.
CAUSES: Final[tuple[Cause, ...]] = ("removed", "new", "stock", "firmness", "zones", "price")
COLUMNS = {
    "profile_id": "str",
    "before_id": "str",
    "after_id": "str",
    "before_fit": "float64",
    "after_fit": "float64",
    "cause": "str",
}
STANDARD_BODIES, STANDARD_SEED = 2000, 20261123
NIGHT_CONCENTRATION = 3.0  # of the Dirichlet that nights are drawn from: most people have one main position. ASSUMED
TOO_OFTEN = 10.0  # times an even share of first choices. ASSUMED
_SHELVES = 2048  # sets of wishes remembered
_PAIRS = 400_000  # people x beds scored at once, which bounds memory

_DATES_OF_PRICES = {"price_date": "price", "source_date": "price"}  # they tell whether a price is history
_FIELDS: dict[str, tuple[str, ...]] = {
    kind: tuple(name for name, its in ({**KIND_OF_FIELD, **_DATES_OF_PRICES}).items() if its == kind)
    for kind in set(KIND_OF_FIELD.values())
}
_felt = attrgetter(*_FIELDS["firmness"], *_FIELDS["zones"])  # all that a body notices: equal here, equal in fit


@dataclass(frozen=True)
class Effect:
    """What an update does to the first choices of a group of people.

    Attributes:
        people: how many were asked.
        first_choice_changed: share of them with another first choice.
        never_chosen: rankable beds of the new catalogue that are nobody's first choice.
        never_close: those among them that are in nobody's first tie group either: no price makes them a first choice.
        chosen_too_often: (id, share) of beds chosen more than `TOO_OFTEN` times an even share, most chosen first.
        without_firmness: beds of the new catalogue that cannot be ranked.
    """

    people: int
    first_choice_changed: float
    never_chosen: tuple[str, ...]
    never_close: tuple[str, ...]
    chosen_too_often: tuple[tuple[str, float], ...]
    without_firmness: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The `effect` object of `catalog diff --json`."""
        often = [{"mattress_id": name, "share": share} for name, share in self.chosen_too_often]
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()} | {
            "chosen_too_often": often
        }


@dataclass(frozen=True)
class _Shelf:
    """What one set of wishes leaves of s catalogues; of k beds that feel different the cheapest record of each.

    Attributes:
        beds: (k,) a record of each.
        place: (s, k) place by price of the cheapest; inf where the catalogue has none.
        mattress_id: (s, k) its id.
        usual: (s, 4, 4) how uncertain the beds of each catalogue usually are.
    """

    beds: tuple[Mattress, ...]
    place: Array
    mattress_id: NDArray[np.object_]
    usual: Array

    @cached_property
    def limit_kg(self) -> Array:
        return np.array([np.inf if bed.weight_max_kg is None else bed.weight_max_kg for bed in self.beds])

    def same_for_all(self) -> bool:
        """Whether every catalogue offers the same beds, as well known as usual, in the same order of price: then
        nobody's choice differs.
        """
        order = np.argsort(self.place, axis=1, kind="stable")
        ids = np.take_along_axis(self.mattress_id, order, axis=1)
        return bool((order == order[0]).all() and (ids == ids[0]).all() and (self.usual == self.usual[0]).all())


@dataclass(frozen=True)
class _Choices:
    """(s, n) id (None: no bed passes) and fit of the first choice; (s, k) whether the bed is close for anybody."""

    mattress_id: NDArray[np.object_]
    fit: Array
    close: NDArray[np.bool_]


class Rescoring:
    """Two catalogues and what was worked out about them: make one, and give it everybody in blocks."""

    def __init__(self, before: Catalogue, after: Catalogue, as_of: date | None = None) -> None:
        self.before, self.after, self.as_of = before, after, day_asked(as_of)
        # What people say of a bed they lay on is read with the newest facts of it, for both catalogues.
        self._told_of = _catalogue({bed.mattress_id: bed for bed in (*before, *after)})
        self._shelf = lru_cache(_SHELVES)(partial(_shelf, (before, after), self.as_of))

    def rows(self, sleepers: Sequence[Sleeper]) -> pd.DataFrame:
        """One row for each person with another first choice, in their order, with the columns of `COLUMNS`.

        A person whose wishes nothing meets has no first choice: an empty id and fit. Nobody is listed to whom alarm
        signs hide beds.
        """
        shown = [sleeper for sleeper in sleepers if not hides_products(sleeper.alarm_signs)]
        rows: dict[int, tuple[Any, ...]] = {}
        for people, target, wishes in self._by_wishes(shown, lambda wishes: not self._shelf(wishes).same_for_all()):
            choices = _choose(target, self._shelf(wishes))
            (before, after), (before_fit, after_fit) = choices.mattress_id, choices.fit
            moved = np.flatnonzero(before != after)
            causes = self._causes(target.take(moved), wishes, before[moved]) if len(moved) else ()
            for i, cause in zip(moved, causes, strict=True):
                person = people[i]
                rows[person] = (shown[person].profile_id, before[i], after[i], before_fit[i], after_fit[i], cause)
        return pd.DataFrame([rows[person] for person in sorted(rows)], columns=list(COLUMNS)).astype(COLUMNS)

    def effect(self, sleepers: Sequence[Sleeper]) -> Effect:
        """What the update does to these people together."""
        ranked = [bed for bed in as_felt(self.after.mattresses, load_offsets()) if rankable(bed)]
        chosen: Counter[str] = Counter()
        close: set[Any] = set()
        changed = 0
        for _, target, wishes in self._by_wishes(sleepers):
            shelf = self._shelf(wishes)
            choices = _choose(target, shelf)
            before, after = choices.mattress_id
            changed += int((before != after).sum())
            chosen.update(name for name in after if name is not None)
            close.update(_felt(shelf.beds[k]) for k in np.flatnonzero(choices.close[1]))
        never = [bed for bed in ranked if bed.mattress_id not in chosen]
        often = TOO_OFTEN * chosen.total() / max(len(ranked), 1)
        return Effect(
            people=len(sleepers),
            first_choice_changed=changed / max(len(sleepers), 1),
            never_chosen=tuple(bed.mattress_id for bed in never),
            never_close=tuple(bed.mattress_id for bed in never if _felt(bed) not in close),
            chosen_too_often=tuple((name, n / chosen.total()) for name, n in chosen.most_common() if n > often),
            without_firmness=tuple(bed.mattress_id for bed in self.after if not rankable(bed)),
        )

    def _by_wishes(
        self, sleepers: Sequence[Sleeper], wanted: Callable[[Wishes], bool] = lambda wishes: True
    ) -> Iterator[tuple[NDArray[np.intp], FitTarget, Wishes]]:
        """People of the same wishes together, where these are wanted: their places, what they need, the wishes."""
        alike: dict[Wishes, list[int]] = {}
        for i, sleeper in enumerate(sleepers):
            alike.setdefault(sleeper.wishes, []).append(i)
        groups = {wishes: people for wishes, people in alike.items() if wanted(wishes)}
        if not groups:
            return
        places = np.concatenate([np.array(people, dtype=np.intp) for people in groups.values()])
        target = with_experiences(targets([sleepers[i] for i in places]), self._told_of)
        start = 0
        for wishes, people in groups.items():
            rows = np.arange(start, start + len(people))
            yield places[rows], target.take(rows), wishes
            start += len(people)

    def _causes(self, target: FitTarget, wishes: Wishes, before: NDArray[np.object_]) -> list[Cause]:
        """For people who moved: the change after which their old first choice did not come back."""
        causes, stages = zip(*self._stages, strict=True)
        if len(causes) == 1:
            return [causes[0]] * len(before)
        choices = _choose(target, _shelf((self.before, *stages), self.as_of, wishes)).mattress_id
        return [causes[np.flatnonzero(choices[:-1, i] == before[i])[-1]] for i in range(len(before))]

    @cached_property
    def _stages(self) -> list[tuple[Cause, Catalogue]]:
        """The way from the old catalogue to the new one, one kind of change after the other; empty kinds left out."""
        old = {bed.mattress_id: bed for bed in self.before}
        new = {bed.mattress_id: bed for bed in self.after}
        stage = {name: bed for name, bed in old.items() if name in new}
        stages: list[tuple[Cause, Catalogue]] = []
        if len(stage) < len(old):
            stages.append(("removed", _catalogue(stage, self.before.source_date)))
        if added := {name: bed for name, bed in new.items() if name not in old}:
            stage = stage | added
            stages.append(("new", _catalogue(stage, self.before.source_date)))
        for kind in CAUSES[2:]:
            moved = {
                name: made for name, bed in stage.items() if (made := _with_change(bed, new[name], kind)) is not bed
            }
            listed = self.after.source_date if kind == "price" else self.before.source_date
            if moved or listed != self.before.source_date:  # a list's date is that of its undated prices
                stage = stage | moved
                stages.append((kind, _catalogue(stage, listed)))
        return stages


def standard_population(n: int = STANDARD_BODIES) -> tuple[Sleeper, ...]:
    """The same n people every time: bodies and nights as they are measured in the population, no aches or wishes."""
    rng = np.random.default_rng(STANDARD_SEED)
    drawn = sample_population(n, rng)
    nights = rng.dirichlet(NIGHT_CONCENTRATION * POPULATION_NIGHT, n)
    return tuple(
        Sleeper(
            weight_kg=float(drawn["weight_kg"][i]),
            height_cm=float(drawn["height_cm"][i]),
            sex="male" if drawn["male"][i] else "female",
            age_years=float(drawn["age_years"][i]),
            profile_id=str(i + 1),
            side=float(nights[i, 0]),
            back=float(nights[i, 1]),
            stomach=float(nights[i, 2]),
        )
        for i in range(n)
    )


def _catalogue(beds: Mapping[str, Mattress], listed: str = "") -> Catalogue:
    return Catalogue(tuple(beds.values()), version="", source_date=listed)


def _with_change(bed: Mattress, new: Mattress, kind: Cause) -> Mattress:
    """The bed with one kind of its fields as they are in the new catalogue; the bed itself where nothing differs."""
    moved = {name: getattr(new, name) for name in _FIELDS[kind] if getattr(new, name) != getattr(bed, name)}
    if kind == "stock" and "sizes" in moved:
        moved["sizes"] = _sizes_before_their_price(bed.sizes, new.sizes)
    if kind == "price" and bed.sizes != new.sizes:
        moved["sizes"] = _sizes_before_their_stock(bed.sizes, new.sizes)
    made = replace(bed, **moved) if moved else bed
    return bed if made == bed else made


def _sizes_before_their_price(before: tuple[Size, ...], after: tuple[Size, ...]) -> tuple[Size, ...]:
    """The sizes now on offer, those that were there already at their old price."""
    old = {(size.width_cm, size.length_cm): size for size in before}
    return tuple(_with_price_of(old.get((size.width_cm, size.length_cm), size), size) for size in after)


def _sizes_before_their_stock(before: tuple[Size, ...], after: tuple[Size, ...]) -> tuple[Size, ...]:
    """The sizes now on offer at their new price, those that were there already in stock as they were."""
    old = {(size.width_cm, size.length_cm): size for size in before}
    return tuple(_with_price_of(size, old.get((size.width_cm, size.length_cm), size)) for size in after)


def _with_price_of(priced: Size, size: Size) -> Size:
    """A size with all that another states of its price."""
    return replace(size, price=priced.price, price_date=priced.price_date, sale=priced.sale)


def _shelf(catalogues: Sequence[Catalogue], as_of: date, wishes: Wishes) -> _Shelf:
    number: dict[Any, int] = {}
    beds: list[Mattress] = []
    cheapest: list[dict[int, tuple[int, str]]] = []
    for catalogue in catalogues:
        found = candidates_for(catalogue, wishes, as_of)
        best: dict[int, tuple[int, str]] = {}
        for bed, place in zip(found.records, found.price_rank.tolist(), strict=True):
            k = number.setdefault(_felt(bed), len(beds))
            if k == len(beds):
                beds.append(bed)
            if k not in best or place < best[k][0]:
                best[k] = (place, bed.mattress_id)
        cheapest.append(best)
    place = np.full((len(catalogues), len(beds)), np.inf)
    names = np.full(place.shape, None, dtype=object)
    for s, best in enumerate(cheapest):
        for k, (at, name) in best.items():
            place[s, k], names[s, k] = at, name
    return _Shelf(tuple(beds), place, names, np.array([usual_covariance(each, as_of) for each in catalogues]))


def _choose(target: FitTarget, shelf: _Shelf) -> _Choices:
    """First choice of each person in each catalogue of a shelf; no bed is worked out twice."""
    shape = (len(shelf.place), len(target))
    choices = _Choices(
        np.full(shape, None, dtype=object), np.full(shape, np.nan), np.zeros(shelf.place.shape, dtype=bool)
    )
    if not shelf.beds:
        return choices
    zoned = any(bed.zones for bed in shelf.beds)  # only a zone map lies elsewhere under somebody taller
    classes = stature_class(target.bodies.height_cm) if zoned else np.zeros(len(target))
    block = max(1, _PAIRS // len(shelf.beds))
    for stature in np.unique(classes):
        beds = beds_of(shelf.beds, float(stature))
        people = np.flatnonzero(classes == stature)
        for start in range(0, len(people), block):
            _choose_alike(target, people[start : start + block], beds, shelf, choices)
    return choices


def _choose_alike(target: FitTarget, rows: NDArray[np.intp], beds: Beds, shelf: _Shelf, choices: _Choices) -> None:
    """Fill in the choices of people of one stature class."""
    part = target.take(rows)
    carried = part.bodies.weight_kg[:, None] <= shelf.limit_kg
    offered = [carried & np.isfinite(place) for place in shelf.place]
    fit = score(part, beds, offered, 1).fit
    across = np.arange(len(rows))
    for s, place in enumerate(shelf.place):
        attainable = attainable_fit(part, shelf.usual[s])
        close = (tie_groups(fit, offered[s], 1) == 1) & (fit >= VERDICT_BORDERLINE * attainable[:, None])
        first = np.argmin(np.where(close, place, np.inf), axis=1)
        some = close[across, first]
        choices.mattress_id[s, rows[some]] = shelf.mattress_id[s, first[some]]
        choices.fit[s, rows[some]] = fit[across, first][some]
        choices.close[s] |= close.any(axis=0)
