"""A change of one bed has a name, adds up until it is published, and outlives the next import of a feed."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.errors import UserError
from catalog.mattress import Mattress
from database import versions
from database.errors import StoreError
from database.importing import import_file
from database.mends import changing
from database.mends.by_hand import ByHand
from database.store import Store
from database.updates import of_versions

THREE = tuple(Mattress(name, "Huis", name.upper(), firmness=5.0, firmness_sd=0.6) for name in ("a", "b", "c"))


def _firmer(bed: Mattress) -> Mattress:
    return replace(bed, firmness=7.0)


def _gone(bed: Mattress) -> None:
    return None


def test_changes_add_up_and_show_in_the_difference(store: Store) -> None:
    first = versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    one = changing.change(store, "b", _firmer, who="Anna", why="measured  in the shop")
    two = changing.change(store, "c", _gone, who="Bo", why="out of production")
    assert one.by_hand == ByHand(first.version_id, "Anna", "mended", "Huis B", "measured in the shop")
    assert two.by_hand == ByHand(one.version_id, "Bo", "withdrawn", "Huis C", "out of production")
    assert one.source == two.source == first.source
    assert versions.live(store) == first
    found = of_versions(store, first.version_id, two.version_id).comparison
    assert found.removed == ("c",)
    assert [(each.mattress_id, each.field, each.after) for each in found.changed] == [("b", "firmness", 7.0)]
    assert versions.catalogue(store, two.version_id).mattresses == (THREE[0], _firmer(THREE[1]))


def test_a_change_after_another_import_is_made_to_what_is_live(store: Store) -> None:
    first = versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    versions.import_catalogue(store, THREE[:1], source="other.csv")
    made = changing.change(store, "b", _firmer, who="Anna", why="measured")
    assert made.by_hand and made.by_hand.of_version == first.version_id
    assert made.mattresses == len(THREE)


def test_a_change_that_was_taken_back_does_not_come_back_with_the_next(store: Store) -> None:
    first = versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    versions.publish(store, changing.change(store, "b", _firmer, who="Anna", why="measured").version_id)
    assert versions.rollback(store) == first
    made = changing.change(store, "c", _gone, who="Bo", why="out of production")
    assert versions.catalogue(store, made.version_id).mattresses == THREE[:2]


@pytest.mark.parametrize(("bed", "who", "why"), [("a", " ", "x"), ("a", "Anna", ""), ("none", "Anna", "x")])
def test_without_name_reason_or_bed_nothing_is_stored(store: Store, bed: str, who: str, why: str) -> None:
    versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    with pytest.raises(UserError):
        changing.change(store, bed, _firmer, who=who, why=why)
    assert len(versions.versions(store)) == 1


def test_without_a_live_version_and_for_the_only_bed_it_says_so(store: Store) -> None:
    with pytest.raises(UserError, match="nothing is live"):
        changing.change(store, "a", _firmer, who="Anna", why="x")
    versions.publish(store, versions.import_catalogue(store, THREE[:1], source="feed.csv").version_id)
    with pytest.raises(UserError, match="no mattress"):
        changing.change(store, "a", _gone, who="Anna", why="x")


# The next import.


FEED = (
    "sku,title,brand,firmness,size,price,layers\n"
    "1,Model Noord,Huis,H2,90x200,{price},\n"
    "2,Model Oost,Huis,{firmness},90x200,599,\n"
    "3,Model West,Huis,H4,90x200,699,\n"
)


def night(
    store: Store, folder: Path, *, price: str = "499", firmness: str = "H3"
) -> tuple[dict[str, Mattress], dict[str, int]]:
    """A feed imported and published: its beds by model, and the findings about mends."""
    file = folder / "feed.csv"
    file.write_text(FEED.format(price=price, firmness=firmness))
    done = import_file(store, file, source_date="2026-11-30", currency="EUR")
    versions.publish(store, done.version.version_id)
    beds = {bed.model: bed for bed in versions.mattresses(store, done.version.version_id)}
    about = ("mend_kept", "mend_overtaken", "withdrawn_before")
    return beds, {key: done.read.findings[key] for key in about if done.read.findings[key]}


def by_hand(store: Store, bed: Mattress, who: str = "Anna", **facts: object) -> None:
    """Mended and published."""
    made = changing.change(store, bed.mattress_id, lambda each: replace(each, **facts), who=who, why="measured")  # type: ignore[arg-type]
    versions.publish(store, made.version_id)


def test_what_was_mended_and_withdrawn_outlives_the_next_feeds(store: Store, tmp_path: Path) -> None:
    beds, _ = night(store, tmp_path)
    by_hand(store, beds["Model Noord"], height_cm=23.0, n_zones=7)
    by_hand(store, beds["Model Oost"], firmness=6.2, firmness_sd=0.3, firmness_basis="measured")
    gone = beds["Model West"].mattress_id
    versions.publish(store, changing.change(store, gone, _gone, who="Bo", why="out of production").version_id)
    for price in ("489", "479"):  # two nights
        now, said = night(store, tmp_path, price=price)
        assert set(now) == {"Model Noord", "Model Oost"}
        assert (now["Model Noord"].height_cm, now["Model Noord"].n_zones) == (23.0, 7)
        assert now["Model Noord"].sizes[0].price == float(price), "the feed's own facts go on changing"
        assert (now["Model Oost"].firmness, now["Model Oost"].firmness_basis) == (6.2, "measured")
        assert said == {"mend_kept": 2, "withdrawn_before": 1}


def test_where_the_feed_says_something_new_it_stands(store: Store, tmp_path: Path) -> None:
    beds, _ = night(store, tmp_path)
    by_hand(store, beds["Model Oost"], firmness=6.2, firmness_sd=0.3, height_cm=21.0)
    now, said = night(store, tmp_path, firmness="H4")
    assert now["Model Oost"].firmness == beds["Model West"].firmness, "an H4, as that one is"
    assert now["Model Oost"].height_cm == 21.0, "of the height it says nothing new"
    assert said == {"mend_kept": 1, "mend_overtaken": 1}


def test_a_mend_that_was_gone_back_from_is_not_kept(store: Store, tmp_path: Path) -> None:
    beds, _ = night(store, tmp_path)
    by_hand(store, beds["Model Noord"], height_cm=23.0)
    versions.rollback(store)
    now, said = night(store, tmp_path)
    assert (now["Model Noord"].height_cm, said) == (None, {})


def test_a_withdrawn_bed_is_put_back_and_stays(store: Store, tmp_path: Path) -> None:
    beds, _ = night(store, tmp_path)
    west = beds["Model West"]
    versions.publish(store, changing.change(store, west.mattress_id, _gone, who="Bo", why="gone").version_id)
    assert list(changing.withdrawn(store).values()) == [west]
    back = changing.put_back(store, west.mattress_id, who="Anna", why="sold again")
    assert back.by_hand == ByHand(back.version_id - 1, "Anna", "back", west.name, "sold again")
    assert changing.withdrawn(store) == {}
    versions.publish(store, back.version_id)
    now, said = night(store, tmp_path)
    assert set(now) == {"Model Noord", "Model Oost", "Model West"} and said == {}
    with pytest.raises(UserError, match="was withdrawn"):
        changing.put_back(store, west.mattress_id, who="Anna", why="again")


def test_a_feed_whose_name_looks_like_a_mend_is_none(store: Store, tmp_path: Path) -> None:
    beds, _ = night(store, tmp_path)
    odd = tmp_path / "version 1 changed by Anna: x.csv"
    odd.write_text(FEED.format(price="1", firmness="H1"))
    versions.publish(store, import_file(store, odd, currency="EUR").version.version_id)
    now, said = night(store, tmp_path)
    assert now["Model Oost"].firmness == beds["Model Oost"].firmness and said == {}


def test_two_people_mending_the_same_fact_do_not_overwrite_each_other(store: Store) -> None:
    versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    changing.change(store, "b", _firmer, who="Anna", why="measured")
    changing.change(store, "b", lambda bed: replace(bed, height_cm=20.0), who="Bo", why="measured")  # another fact
    with pytest.raises(UserError, match=r"Anna changed the same of it in version 2"):
        changing.change(store, "b", lambda bed: replace(bed, firmness=3.0), who="Bo", why="label")
    again = changing.change(store, "b", lambda bed: replace(bed, firmness=6.8), who="Anna", why="measured again")
    (bed,) = [each for each in versions.mattresses(store, again.version_id) if each.mattress_id == "b"]
    assert (bed.firmness, bed.height_cm) == (6.8, 20.0)


def test_changes_at_the_same_moment_both_stand(store: Store) -> None:
    versions.publish(store, versions.import_catalogue(store, THREE, source="feed.csv").version_id)
    busy: list[StoreError] = []

    def mend(name: str, who: str) -> None:
        try:
            changing.change(store, name, _firmer, who=who, why="measured")
        except StoreError as error:  # told to wait: nothing of it is stored
            busy.append(error)

    at_once = [threading.Thread(target=mend, args=each) for each in (("a", "Anna"), ("b", "Bo"), ("c", "Cas"))]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    newest = versions.versions(store)[-1]
    mended = [bed for bed in versions.mattresses(store, newest.version_id) if bed.firmness == 7.0]
    assert len(mended) == 3 - len(busy)
