"""A version with a severe finding goes live only under a name, which is kept; a change of one bed has a name too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from catalog.mattress import Mattress
from database import history, mending, publishing, versions
from database.store import Store
from database.updates import of_versions

BEDS = load_catalogue().mattresses
FIRM = next(bed for bed in BEDS if bed.firmness and 5.5 < bed.firmness < 6.5 and bed.weight_max_kg is None)


def one_for_all(n: int = 30) -> list[Mattress]:
    """A range in which one bed is somebody's and all others are far too hard."""
    hard = [
        replace(FIRM, mattress_id=f"board {i}", model=f"Board {i}", firmness=10.0, adjust="none", zones=(), sizes=())
        for i in range(n)
    ]
    return [FIRM, *hard]


def stored(store: Store, beds: list[Mattress]) -> int:
    return versions.import_catalogue(store, beds, source="shop").version_id


def test_a_version_without_a_severe_finding_needs_no_name(store: Store) -> None:
    version_id = stored(store, list(BEDS))
    found = publishing.look(store, version_id)
    assert found == []
    publishing.publish(store, version_id, found)
    (made,) = history.publications(store)
    assert (made.version_id, made.override) == (version_id, None)
    assert publishing.look(store, version_id) == [], "what is live already is not looked at again"


def test_lost_prices_and_one_bed_for_all_are_severe(store: Store) -> None:
    versions.publish(store, stored(store, list(BEDS)))
    bare = [replace(bed, price=None, sizes=tuple(replace(size, price=None) for size in bed.sizes)) for bed in BEDS]
    assert [each.key for each in publishing.look(store, stored(store, bare))] == ["lost_prices"]
    (finding,) = [each for each in publishing.look(store, stored(store, one_for_all())) if each.key == "one_bed_first"]
    assert finding.value.endswith(f"%: {FIRM.name}")
    assert float(finding.value.partition("%")[0]) > 50


def test_without_a_name_nothing_happens_and_with_one_it_is_kept(store: Store) -> None:
    first = stored(store, list(BEDS))
    versions.publish(store, first)
    bare = stored(store, [replace(bed, firmness=None, firmness_sd=None) for bed in BEDS])
    found = publishing.look(store, bare)
    assert [each.key for each in found] == ["lost_firmness"]
    for nobody in (None, "", " \n"):
        with pytest.raises(UserError, match="nobody's name"):
            publishing.publish(store, bare, found, nobody)
    now = versions.live(store)
    assert now is not None
    assert now.version_id == first
    publishing.publish(store, bare, found, "  An\u202ena\n de Vries ")
    made = history.publications(store)[-1]
    assert made.override is not None
    assert (made.version_id, made.override.name) == (bare, "Anna de Vries")
    assert made.override.despite == (f"lost_firmness: {found[0].value}",)
    assert history.published_anyway(store, bare) == made.override
    assert history.published_anyway(store, first) is None
    versions.rollback(store)
    assert history.publications(store)[-1] == made, "going back takes nothing from the history"


def test_beside_the_catalogue_that_ships_only_firmness_can_be_lost(store: Store) -> None:
    plain = [Mattress(f"bed {i}", "Huis", f"Model {i}", firmness=2.0 + i, firmness_sd=1.0) for i in range(5)]
    assert publishing.look(store, stored(store, plain)) == []
    unknown = stored(store, [replace(bed, firmness=None, firmness_sd=None) for bed in plain])
    assert [each.key for each in publishing.look(store, unknown)] == ["lost_firmness"]


def test_a_version_that_is_not_there(store: Store) -> None:
    with pytest.raises(UserError, match="no catalogue version 9"):
        publishing.look(store, 9)


# Changes of one bed: versions that add up until one is published.

THREE = tuple(Mattress(name, "Huis", name.upper(), firmness=5.0, firmness_sd=0.6) for name in ("a", "b", "c"))


def _firmer(bed: Mattress) -> Mattress:
    return replace(bed, firmness=7.0)


def _gone(bed: Mattress) -> None:
    return None


def test_changes_add_up_and_show_in_the_difference(store: Store) -> None:
    first = versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    one = mending.change(store, "b", _firmer, who="Anna", why="measured  in the shop")
    two = mending.change(store, "c", _gone, who="Bo", why="out of production")
    assert one.source == f"version {first.version_id} changed by Anna: Huis B (measured in the shop)"
    assert two.source == f"version {one.version_id} changed by Bo: Huis C withdrawn (out of production)"
    assert versions.live(store) == first
    found = of_versions(store, first.version_id, two.version_id).comparison
    assert found.removed == ("c",)
    assert [(each.mattress_id, each.field, each.after) for each in found.changed] == [("b", "firmness", 7.0)]
    assert versions.catalogue(store, two.version_id).mattresses == (THREE[0], _firmer(THREE[1]))


def test_a_change_after_another_import_is_made_to_what_is_live(store: Store) -> None:
    first = versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    versions.import_catalogue(store, THREE[:1], source="other.csv")
    made = mending.change(store, "b", _firmer, who="Anna", why="measured")
    assert made.source.startswith(f"version {first.version_id} changed by")
    assert made.mattresses == len(THREE)


def test_a_change_that_was_taken_back_does_not_come_back_with_the_next(store: Store) -> None:
    first = versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    versions.publish(store, mending.change(store, "b", _firmer, who="Anna", why="measured").version_id)
    assert versions.rollback(store) == first
    made = mending.change(store, "c", _gone, who="Bo", why="out of production")
    assert versions.catalogue(store, made.version_id).mattresses == THREE[:2]


@pytest.mark.parametrize(("bed", "who", "why"), [("a", " ", "x"), ("a", "Anna", ""), ("none", "Anna", "x")])
def test_without_name_reason_or_bed_nothing_is_stored(store: Store, bed: str, who: str, why: str) -> None:
    versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    with pytest.raises(UserError):
        mending.change(store, bed, _firmer, who=who, why=why)
    assert len(versions.versions(store)) == 1


def test_without_a_live_version_and_for_the_only_bed_it_says_so(store: Store) -> None:
    with pytest.raises(UserError, match="nothing is live"):
        mending.change(store, "a", _firmer, who="Anna", why="x")
    versions.publish(store, versions.import_catalogue(store, THREE[:1], source="feed.csv").version_id)
    with pytest.raises(UserError, match="no mattress"):
        mending.change(store, "a", _gone, who="Anna", why="x")
