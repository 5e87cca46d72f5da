"""Which bed of an earlier catalogue a bed is: an id outlives a corrected firmness, a renamed variant and a new price.

An id of a feed's bed is made of brand, model and firmness, so a correction of one of these would make another id, and
what is known of the bed by its id (outcomes, saved choices, what changed) would be lost. Therefore a new bed takes the
id of the earlier bed it is recognised as, by these marks in this order, each earlier bed once:

    article   most article numbers (GTIN, SKU) in common, of those that only one bed of each catalogue has
    same_id   brand, model and firmness make the same id
    page      the only bed of a product page or a product group in both
    model     the only bed of its brand and model that is left in both, or as many of them, in the order of firmness
    name      the same brand and firmness, and one model's words among the other's ("Ameland", "Ameland 2-persoons")

Beds that both have article numbers, none of them in common, are recognised by their id alone. An earlier bed whose
article numbers or page now belong to a bed that was recognised as another became part of that one, which keeps its id
as a former id. A bed that comes back after it was gone is recognised by its article numbers and its id alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from catalog.labels import slug
from catalog.mattress import GROUP, LONGEST_ID, Mattress

How = Literal["article", "same_id", "page", "model", "name"]

HOW: Final[tuple[How, ...]] = ("article", "same_id", "page", "model", "name")
_Pair = tuple[int, int]  # places of an earlier and a new bed
_Ints = NDArray[np.int64]


@dataclass
class Marks:
    """What the beds of a catalogue are recognised by: some hundred bytes a bed, however many sizes it has."""

    ids: list[str] = field(default_factory=list)
    former: dict[int, tuple[str, ...]] = field(default_factory=dict)
    brand: array[int] = field(default_factory=lambda: array("q"))
    model: list[str] = field(default_factory=list)
    variant: array[int] = field(default_factory=lambda: array("q"))
    firmness: array[float] = field(default_factory=lambda: array("d"))
    articles: tuple[array[int], array[int]] = field(default_factory=lambda: (array("q"), array("q")))
    pages: tuple[array[int], array[int]] = field(default_factory=lambda: (array("q"), array("q")))

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, bed: Mattress) -> None:
        place = len(self.ids)
        self.ids.append(bed.mattress_id)
        if bed.former_ids:
            self.former[place] = bed.former_ids
        self.brand.append(hash(slug(bed.brand)))
        self.model.append(slug(bed.model))
        self.variant.append(hash(slug(bed.variant)))
        self.firmness.append(float("nan") if bed.firmness is None else bed.firmness)
        for key in bed.supplier_keys:
            _note(self.pages if key.startswith(GROUP) else self.articles, key, place)
        if bed.source_url:
            _note(self.pages, bed.source_url, place)


@dataclass(frozen=True)
class Kept:
    """A bed that keeps an id which its brand, model and firmness alone would not give."""

    mattress_id: str
    would_be: str
    how: How


@dataclass(frozen=True)
class Recognition:
    """The id of each new bed, the former ids it carries, and how it was recognised.

    Attributes:
        ids: by the place of the bed.
        former: former ids of the beds that have some, by place.
        how: how many beds were recognised, by mark.
        kept: those among them whose id would be another.
        new: ids that are in no earlier catalogue.
        gone: ids of the catalogue before that no bed has any more.
        merged: (id, former id) of beds that became part of another.
    """

    ids: tuple[str, ...] = ()
    former: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    how: Mapping[How, int] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The `recognised` object of `catalog import --json`."""
        return {
            "how": dict(self.how),
            "kept": [asdict(each) for each in self.kept],
            "new": list(self.new),
            "gone": list(self.gone),
            "merged": [{"mattress_id": name, "former_id": former} for name, former in self.merged],
        }

    def named(self, beds: Iterable[Mattress]) -> Iterator[Mattress]:
        """The beds, in the order of their places, under the ids they have."""
        for place, bed in enumerate(beds):
            former = self.former.get(place, ())
            same = bed.mattress_id == self.ids[place] and bed.former_ids == former
            yield bed if same else replace(bed, mattress_id=self.ids[place], former_ids=former)


def marks(beds: Iterable[Mattress]) -> Marks:
    """What these beds are recognised by."""
    found = Marks()
    for bed in beds:
        found.add(bed)
    return found


def recognise(new: Marks, before: Marks, earlier: Marks | None = None) -> Recognition:
    """Find each new bed in the catalogue before it.

    Args:
        new: the beds as read, each under the id that brand, model and firmness make.
        before: the beds of the catalogue before, normally of the live one.
        earlier: beds that are not in it and were in one before; they come back under their id.
    """
    pools = [before] if earlier is None else [before, earlier]
    owner: dict[int, tuple[int, int]] = {}  # of a new bed: pool and place of the bed it is
    how: dict[int, How] = {}
    merged: list[tuple[int, str]] = []
    for number, pool in enumerate(pools):
        found = _Found(pool, new, taken=set(owner))
        _find(found, sure=number > 0)
        owner |= {n: (number, o) for n, o in found.old_of.items()}
        how |= found.how
        if number == 0:
            gone = [o for o in range(len(pool)) if o not in found.new_of and o not in found.part_of]
        merged += [(n, pool.ids[o]) for o, n in found.part_of.items() if o not in found.new_of]
    return _named(pools, new, owner, how, merged, tuple(before.ids[o] for o in gone))


def _note(keys: tuple[array[int], array[int]], key: str, place: int) -> None:
    keys[0].append(hash(key))
    keys[1].append(place)


class _Found:
    """Pairs of an earlier and a new bed found so far, each bed in one of them.

    `part_of` has for an earlier bed the new bed that has most of its article numbers, or its page, whether they are a
    pair or not.
    """

    def __init__(self, old: Marks, new: Marks, taken: set[int]) -> None:
        self.old, self.new, self.taken = old, new, taken
        self.old_of: dict[int, int] = {}
        self.new_of: dict[int, int] = {}
        self.how: dict[int, How] = {}
        self.part_of: dict[int, int] = {}

    def take(self, pairs: Iterable[_Pair], how: How) -> None:
        for o, n in pairs:
            if o not in self.new_of and n not in self.old_of and n not in self.taken:
                self.new_of[o], self.old_of[n], self.how[n] = n, o, how

    def free_old(self) -> list[int]:
        return [place for place in range(len(self.old)) if place not in self.new_of]

    def free_new(self) -> list[int]:
        return [n for n in range(len(self.new)) if n not in self.old_of and n not in self.taken]

    def one_model(self, o: int, n: int) -> bool:
        return self.old.brand[o] == self.new.brand[n] and self.old.model[o] == self.new.model[n]

    def may_be(self, o: int, n: int) -> bool:
        """Whether their article numbers allow it: two beds that have some, none of them in common, are two beds."""
        ours, theirs = _articles_of(self.old, o), _articles_of(self.new, n)
        return not len(ours) or not len(theirs) or bool(np.isin(ours, theirs).any())

    def many(self, o: int, n: int, common: int) -> bool:
        """Whether so many article numbers in common are no chance: half of those of one, or the model is the same."""
        fewest = min(len(_articles_of(self.old, o)), len(_articles_of(self.new, n)))
        return 2 * common >= fewest or self.one_model(o, n)


def _find(found: _Found, *, sure: bool) -> None:
    """Who is who, the surest marks first.

    `sure`: by article numbers and id alone. Of a bed that was gone before it is not known who stood beside it, so being
    the only one of its page, model or name says nothing.
    """
    old, new = found.old, found.new
    votes = sorted(_in_common(old.articles, new.articles), key=lambda vote: (-vote[2], vote))
    votes = [(o, n, common) for o, n, common in votes if found.many(o, n, common)]
    found.take(((o, n) for o, n, _ in votes), "article")
    place_of = {name: place for place, name in enumerate(old.ids)}
    found.take(((place_of[name], n) for n, name in enumerate(new.ids) if name in place_of), "same_id")
    for o, n, common in votes:
        if 2 * common >= len(_articles_of(old, o)):
            found.part_of.setdefault(o, n)
    if sure:
        return
    pages = [(o, n) for o, n, _ in _in_common(old.pages, new.pages) if found.may_be(o, n)]
    found.take(pages, "page")
    found.take((pair for pair in _of_one_model(found) if found.may_be(*pair)), "model")
    found.take((pair for pair in _of_one_name(found) if found.may_be(*pair)), "name")
    for o, n in pages:
        found.part_of.setdefault(o, n)


def _articles_of(beds: Marks, place: int) -> _Ints:
    """The article numbers of one bed; they stand in the order of the beds."""
    start, end = bisect_left(beds.articles[1], place), bisect_right(beds.articles[1], place)
    return _array(beds.articles[0])[start:end]


def _array(numbers: array[int]) -> _Ints:
    return np.frombuffer(numbers, dtype=np.int64) if numbers else np.empty(0, np.int64)


def _in_common(old: tuple[array[int], array[int]], new: tuple[array[int], array[int]]) -> list[tuple[int, int, int]]:
    """(earlier bed, new bed, how many) of the keys that only one bed of each catalogue has."""
    old_keys, old_places = _of_one_bed(old)
    new_keys, new_places = _of_one_bed(new)
    _, in_old, in_new = np.intersect1d(old_keys, new_keys, assume_unique=True, return_indices=True)
    if not len(in_old):
        return []
    pairs, count = np.unique(np.stack([old_places[in_old], new_places[in_new]]), axis=1, return_counts=True)
    return [(int(o), int(n), int(c)) for o, n, c in zip(*pairs, count, strict=True)]


def _of_one_bed(keys: tuple[array[int], array[int]]) -> tuple[_Ints, _Ints]:
    """The keys that only one bed has, and the place of that bed."""
    values, places = map(_array, keys)
    pairs = np.unique(np.stack([values, places]), axis=1)
    distinct, first, count = np.unique(pairs[0], return_index=True, return_counts=True)
    alone = count == 1
    return distinct[alone], pairs[1][first[alone]]


def _of_one_model(found: _Found) -> Iterator[_Pair]:
    """What is left of each brand and model before, beside what is left of it now."""
    old, new = found.old, found.new
    before = _by(((old.brand[o], old.model[o]) for o in found.free_old()), found.free_old())
    now = _by(((new.brand[n], new.model[n]) for n in found.free_new()), found.free_new())
    for model, left in before.items():
        there = now.get(model, [])
        if len(left) == len(there) == 1:
            yield left[0], there[0]
        elif len(left) == len(there):
            left.sort(key=old.firmness.__getitem__)
            there.sort(key=new.firmness.__getitem__)
            if _in_order(old.firmness, left) and _in_order(new.firmness, there):
                yield from zip(left, there, strict=True)


def _in_order(firmness: Sequence[float], places: list[int]) -> bool:
    """Whether all are known and each is firmer than the one before."""
    known = [firmness[place] for place in places]
    return all(a < b for a, b in pairwise(known))


def _of_one_name(found: _Found) -> Iterator[_Pair]:
    """The only two beds of a brand and firmness of which one model's words are among the other's."""
    old, new = found.old, found.new
    before = _by(((old.brand[o], old.variant[o]) for o in found.free_old()), found.free_old())
    now = _by(((new.brand[n], new.variant[n]) for n in found.free_new()), found.free_new())
    for alike, left in before.items():
        close = [(o, n) for o in left for n in now.get(alike, ()) if _within(old.model[o], new.model[n])]
        olds, news = Counter(o for o, _ in close), Counter(n for _, n in close)
        yield from ((o, n) for o, n in close if olds[o] == news[n] == 1)


def _within(one: str, other: str) -> bool:
    """Whether the words of one name are among those of the other; a name without words is like none."""
    few, many = sorted((set(one.split("-")) - {""}, set(other.split("-")) - {""}), key=len)
    return bool(few) and few <= many


def _by(keys: Iterable[tuple[int, int | str]], places: Iterable[int]) -> dict[tuple[int, int | str], list[int]]:
    """The places of each key."""
    groups: dict[tuple[int, int | str], list[int]] = {}
    for key, place in zip(keys, places, strict=True):
        groups.setdefault(key, []).append(place)
    return groups


def _named(
    pools: Sequence[Marks],
    new: Marks,
    owner: Mapping[int, tuple[int, int]],
    how: Mapping[int, How],
    merged: Sequence[tuple[int, str]],
    gone: tuple[str, ...],
) -> Recognition:
    ids = {n: pools[pool].ids[o] for n, (pool, o) in owner.items()}
    former = {n: list(pools[pool].former.get(o, ())) for n, (pool, o) in owner.items()}
    for n, name in merged:
        former.setdefault(n, []).append(name)
    given_up = {name for each in former.values() for name in each}
    reborn = given_up & {name for n, name in enumerate(new.ids) if n not in ids}  # the bed of that name is back
    taken = {name for pool in pools for name in pool.ids} | given_up
    taken = (taken - reborn) | set(ids.values())
    fresh = []
    for n, name in enumerate(new.ids):
        if n not in ids:
            ids[n] = _free(name, taken)
            taken.add(ids[n])
            fresh.append(ids[n])
    used = set(ids.values())
    told = {(n, name) for n, (pool, o) in owner.items() for name in pools[pool].former.get(o, ())}
    left = {n: tuple(name for name in dict.fromkeys(each) if name not in used) for n, each in former.items()}
    return Recognition(
        ids=tuple(ids[n] for n in range(len(new))),
        former={n: names for n, names in left.items() if names},
        how={each: list(how.values()).count(each) for each in HOW},
        kept=tuple(Kept(ids[n], new.ids[n], how[n]) for n in sorted(how) if ids[n] != new.ids[n]),
        new=tuple(fresh),
        gone=tuple(name for name in gone if name not in used),
        merged=tuple((ids[n], name) for n, name in merged if name not in used and (n, name) not in told),
    )


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another bed has it."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name[: LONGEST_ID - 6]}--{number}", number + 1
    return free
