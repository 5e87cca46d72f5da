"""What a version changed by hand, read from its column and from the sentence that stood in its source before."""

from __future__ import annotations

import pytest

from catalog.mattress import Mattress
from database import versions
from database.mends import changing
from database.mends.by_hand import ByHand, read
from database.store import Store


@pytest.mark.parametrize("what", ["mended", "withdrawn", "back"])
def test_what_is_stored_is_what_is_read(what: str) -> None:
    done = ByHand(3, "Anna: manager", what, "Huis (2024) withdrawn", "seen (in the shop)")  # type: ignore[arg-type]
    assert read(done.as_json(), "feed.csv") == done


@pytest.mark.parametrize(
    ("source", "done"),
    [
        ("version 3 changed by Anna: Huis B (measured)", ByHand(3, "Anna", "mended", "Huis B", "measured")),
        (
            "version 3 changed by Anna: Huis (2024) B (measured)",
            ByHand(3, "Anna", "mended", "Huis (2024) B", "measured"),
        ),
        ("version 12 changed by Bo: Huis C withdrawn (out)", ByHand(12, "Bo", "withdrawn", "Huis C", "out")),
        ("version 5 changed by Bo: Huis C put back (in (again))", ByHand(5, "Bo", "back", "Huis C", "in (again)")),
        ("feed.csv", None),
        ("version 3.csv", None),
    ],
)
def test_an_older_row_is_read_from_its_sentence(source: str, done: ByHand | None) -> None:
    assert read(None, source) == done
    assert read({}, source) is None, "of an imported file, whatever its name"


def test_a_bed_withdrawn_before_there_was_a_column_can_be_put_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (Mattress(name, "Huis", name.upper(), firmness=5.0, firmness_sd=0.6) for name in "ab")
    first = versions.publish(store, versions.import_catalogue(store, [one, other], source="feed.csv").version_id)
    monkeypatch.setattr(versions, "NOT_BY_HAND", None)
    sentence = f"version {first.version_id} changed by Anna: Huis A withdrawn (out of production)"
    old = versions.publish(store, versions.import_catalogue(store, [other], source=sentence).version_id)
    assert old.by_hand == ByHand(first.version_id, "Anna", "withdrawn", "Huis A", "out of production")
    assert changing.withdrawn(store) == {"a": one}
    back = changing.put_back(store, "a", who="Bo", why="sold again")
    assert versions.catalogue(store, back.version_id).mattresses == (other, one)
