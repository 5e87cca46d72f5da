"""A version with a severe finding goes live only under a name, which is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from catalog.mattress import Mattress
from database import history, publishing, versions
from database.store import Store

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


def test_a_bed_that_was_let_live_holds_up_no_later_version_until_it_lies_otherwise(store: Store) -> None:
    first = stored(store, one_for_all())
    found = publishing.look(store, first)
    assert [each.key for each in found] == ["one_bed_first"]
    publishing.publish(store, first, found, "Anna")

    bed, *others = cheaper = [replace(bed, price=399.0) for bed in one_for_all()]
    next_night = stored(store, cheaper)
    assert publishing.look(store, next_night) == []
    publishing.publish(store, next_night, [])
    assert publishing.look(store, stored(store, [bed, *others[1:]])) == [], "and the night after"
    assert bed.firmness is not None
    for changed in (replace(bed, firmness=bed.firmness - 0.3), replace(bed, mattress_id="other", model="Other")):
        again = publishing.look(store, stored(store, [changed, *others]))
        assert [each.key for each in again] == ["one_bed_first"]


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
