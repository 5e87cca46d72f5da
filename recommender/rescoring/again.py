"""After a catalogue update: who gets another first choice, why, and which beds are chosen too often or never.

Exact: the same first choices and fits as ranking everybody against both catalogues. What makes it cheap: of beds that
feel the same only the cheapest counts; people whose wishes leave the same such beds in both catalogues are not scored
at all; for the others what they need is worked out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog.mattress import Catalogue
from recommender.advice.safety import hides_products
from recommender.arrays import alike, on_one_thread
from recommender.experience.learning import with_experiences
from recommender.fit_target import FitTarget, targets
from recommender.person.night import POPULATION_NIGHT
from recommender.person.population import sample_population
from recommender.person.sleepers import Sleepers, combined
from recommender.ranking.candidates import day_asked, rankable
from recommender.ranking.learnt import as_felt, load_offsets
from recommender.rescoring.kept import Kept
from recommender.rescoring.screen import Screen
from recommender.rescoring.shelves import Choices, Listed, Shelf, choose, choose_each, felt, shelf_of
from recommender.rescoring.stages import Cause, of_beds, stages_between
from recommender.scoring import fast
from recommender.sleeper import Experience, Sleeper, Wishes

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
_Asked = tuple[Wishes, frozenset[str]]  # what people wish, and the beds of the catalogue they lay on
_SHELVES = 2048  # sets of wishes remembered
_TOLD_OF = 16  # catalogues remembered to read people's words with: the two, and all between them


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


class Rescoring:
    """Two catalogues and what was worked out about them: make one, and give it everybody in blocks."""

    def __init__(
        self, before: Catalogue, after: Catalogue, as_of: date | None = None, before_as_of: date | None = None
    ) -> None:
        """Args:
        as_of: the day on which prices of the new catalogue are judged; None: today.
        before_as_of: that of the old one; None: the same.
        """
        self.before, self.after, self.as_of = before, after, day_asked(as_of)
        self.listed: tuple[Listed, Listed] = (before, before_as_of or self.as_of), (after, self.as_of)
        self._told_of = lru_cache(_TOLD_OF)(partial(_told_of, (before, after)))
        self._shelf = lru_cache(_SHELVES)(partial(shelf_of, self.listed))
        self._shelf_after = lru_cache(_SHELVES)(partial(shelf_of, self.listed[1:]))

    @on_one_thread
    def rows(self, sleepers: Sequence[Sleeper], kept: Kept | None = None) -> pd.DataFrame:
        """One row for each person with another first choice, in their order, with the columns of `COLUMNS`.

        A person whose wishes nothing meets has no first choice: an empty id and fit. Nobody is listed to whom alarm
        signs hide beds.

        Args:
            kept: what these people were shown before; None: that is worked out.
        """
        with fast.using(fast.loops_for(len(sleepers))):
            return self._rows(sleepers, kept)

    def _rows(self, sleepers: Sequence[Sleeper], kept: Kept | None) -> pd.DataFrame:
        people = Sleepers.of(sleepers)
        shown = np.flatnonzero(people.each(lambda signs: not hides_products(signs), "alarm_signs"))
        asked = people.take(shown)
        named = asked.answers("profile_id")
        rows: dict[int, tuple[Any, ...]] = {}
        for members, target, wishes in self._by_wishes(asked, self._may_differ if kept is None else None):
            if kept is None:
                choices = self._choose(target, wishes, self._shelf(*wishes), self.listed)
                (before, after), (before_fit, after_fit) = choices.mattress_id, choices.fit
            else:
                mine = shown[members]
                before, before_fit = kept.before_id[mine], kept.before_fit[mine]
                choices = self._choose(target, wishes, self._shelf_after(*wishes), self.listed[1:])
                after, after_fit = choices.mattress_id[0], choices.fit[0]
            moved = np.flatnonzero(before != after)
            causes = self._causes(target.take(moved), wishes, before[moved]) if len(moved) else ()
            for i, cause in zip(moved, causes, strict=True):
                person = members[i]
                rows[person] = (
                    named.values[named.code[person]],
                    before[i],
                    after[i],
                    before_fit[i],
                    after_fit[i],
                    cause,
                )
        return pd.DataFrame([rows[person] for person in sorted(rows)], columns=list(COLUMNS)).astype(COLUMNS)

    @cached_property
    def screen(self) -> Screen:
        """Who of those whose answers were kept has to be scored again."""
        return Screen(*self.listed)

    def _may_differ(self, wishes: _Asked) -> bool:
        return self._reads_anew(wishes) or not self._shelf(*wishes).same_for_all()

    def _reads_anew(self, wishes: _Asked) -> bool:
        """Whether what these people said of beds is not read of the same beds in both catalogues."""
        return not self._other_facts.isdisjoint(wishes[1])

    @cached_property
    def _other_facts(self) -> frozenset[str]:
        """Beds of which a body notices something else in the new catalogue than in the old one."""
        old, new = ({bed.mattress_id: (bed.brand, felt(bed)) for bed in each} for each in (self.before, self.after))
        return frozenset(name for name in old.keys() & new.keys() if old[name] != new[name])

    def _choose(self, target: FitTarget, wishes: _Asked, shelf: Shelf, listed: Sequence[Listed]) -> Choices:
        """First choices in the catalogues of a shelf, what people said of beds read in each with its own facts."""
        if not self._reads_anew(wishes):
            return choose(target, shelf)
        told = [with_experiences(target, self._told_of(catalogue)) for catalogue, _ in listed]
        return choose_each(told, shelf)

    @on_one_thread
    def effect(self, sleepers: Sequence[Sleeper]) -> Effect:
        """What the update does to these people together."""
        ranked = [bed for bed in as_felt(self.after.mattresses, load_offsets()) if rankable(bed)]
        chosen: Counter[str] = Counter()
        close: set[Any] = set()
        changed = 0
        for _, target, wishes in self._by_wishes(sleepers):
            shelf = self._shelf(*wishes)
            choices = self._choose(target, wishes, shelf, self.listed)
            before, after = choices.mattress_id
            changed += int((before != after).sum())
            chosen.update(name for name in after if name is not None)
            close.update(felt(shelf.beds[k]) for k in np.flatnonzero(choices.close[1]))
        never = [bed for bed in ranked if bed.mattress_id not in chosen]
        often = TOO_OFTEN * chosen.total() / max(len(ranked), 1)
        return Effect(
            people=len(sleepers),
            first_choice_changed=changed / max(len(sleepers), 1),
            never_chosen=tuple(bed.mattress_id for bed in never),
            never_close=tuple(bed.mattress_id for bed in never if felt(bed) not in close),
            chosen_too_often=tuple((name, n / chosen.total()) for name, n in chosen.most_common() if n > often),
            without_firmness=tuple(bed.mattress_id for bed in self.after if not rankable(bed)),
        )

    def _by_wishes(
        self, sleepers: Sequence[Sleeper], wanted: Callable[[_Asked], bool] | None = None
    ) -> Iterator[tuple[NDArray[np.intp], FitTarget, _Asked]]:
        """People of the same wishes who lay on the same beds together, where these are wanted: their places, what they
        need, the wishes and beds. What is said of beds is in what they need, unless the catalogues read it differently.
        """
        people = Sleepers.of(sleepers)
        asked = combined(_asked, people.column("wishes"), people.column("experiences"))
        every = [(asked.values[asked.code[members[0]]], members) for members in alike(asked.code)]
        groups = [(wishes, members) for wishes, members in every if wanted is None or wanted(wishes)]
        if not groups:
            return
        target = targets(people.take(np.concatenate([members for _, members in groups])))
        told = with_experiences(target, self._told_of(self.after))
        start = 0
        for wishes, members in groups:
            rows = np.arange(start, start + len(members))
            yield members, (target if self._reads_anew(wishes) else told).take(rows), wishes
            start += len(members)

    def _causes(self, target: FitTarget, wishes: _Asked, before: NDArray[np.object_]) -> list[Cause]:
        """For people who moved: the change after which their old first choice did not come back."""
        causes, stages = zip(*self._stages, strict=True)
        if len(causes) == 1:
            return [causes[0]] * len(before)
        listed = (self.listed[0], *stages)
        choices = self._choose(target, wishes, shelf_of(listed, *wishes), listed).mattress_id
        return [causes[max(np.flatnonzero(choices[:-1, i] == before[i]), default=0)] for i in range(len(before))]

    @cached_property
    def _stages(self) -> list[tuple[Cause, Listed]]:
        return stages_between(*self.listed)


def _asked(wishes: Wishes, experiences: Sequence[Experience]) -> _Asked:
    return wishes, frozenset(one.mattress_id for one in experiences if one.mattress_id)


def _told_of(lists: tuple[Catalogue, Catalogue], catalogue: Catalogue) -> Catalogue:
    """What people's words of beds are read with: a catalogue, and of beds it does not have the facts of another."""
    return of_beds({bed.mattress_id: bed for bed in (*lists[0], *lists[1], *catalogue)})


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
