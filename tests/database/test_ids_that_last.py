"""A bed keeps its id through the imports of a shop's life, and what is known by that id keeps its bed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from catalog.catalogue_file import REFERENCE
from catalog.mattress import Mattress
from database import versions
from database.importing import Imported, import_file
from database.store import URL_VARIABLE, Store, open_store, shared_store
from database.updates import between, of_versions
from laboratory.fitting.outcome_rows import parse_outcomes
from tests.database.test_from_0_1_0 import MADE
from tests.storefront.commands.command_line import run

HEADER = "sku;titel;merk;maat;hardheid;prijs\n"


def imported(store: Store, folder: Path, *rows: str, publish: bool = True) -> Imported:
    feed = folder / "feed.csv"
    feed.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    done = import_file(store, feed, currency="EUR")
    if publish:
        versions.publish(store, done.version.version_id)
    return done


def ids(store: Store, done: Imported) -> dict[str, str]:
    """The id of each article number's bed."""
    beds = versions.mattresses(store, done.version.version_id)
    return {key: bed.mattress_id for bed in beds for key in bed.supplier_keys}


VEER = "A1;Veer 90x200;Huis;90x200;H3;599"
DUIN = "B1;Duin 90x200;Huis;90x200;H2;499"
VEER_SOFTER = "A1;Veer 90x200;Huis;90x200;H2;549"


def test_a_correction_shows_as_a_change(store: Store, tmp_path: Path) -> None:
    first = imported(store, tmp_path, VEER, DUIN)
    second = imported(store, tmp_path, DUIN, VEER_SOFTER, publish=False)
    assert ids(store, second) == ids(store, first)
    told = of_versions(store, first.version.version_id, second.version.version_id).comparison
    assert (told.added, told.removed) == ((), ())
    assert {change.mattress_id for change in told.changed} == {"huis--veer--h3"}
    found = second.read.recognition
    assert found is not None
    assert [(kept.would_be, kept.mattress_id) for kept in found.kept] == [("huis--veer--h2", "huis--veer--h3")]


def test_nothing_is_recognised_where_nothing_was_before(store: Store, tmp_path: Path) -> None:
    assert imported(store, tmp_path, VEER, publish=False).read.recognition is None
    again = imported(store, tmp_path, VEER_SOFTER, publish=False)
    assert list(ids(store, again).values()) == ["huis--veer--h3"], "the newest counts where none is live"


def test_what_was_never_published_takes_no_part(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, VEER)
    imported(store, tmp_path, "A1;Onzin 90x200;Fout;90x200;H5;1", publish=False)
    third = imported(store, tmp_path, VEER_SOFTER)
    assert list(ids(store, third).values()) == ["huis--veer--h3"]


def test_a_bed_comes_back_after_a_season(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, VEER, DUIN)
    second = imported(store, tmp_path, DUIN)
    assert second.read.recognition is not None
    assert second.read.recognition.gone == ("huis--veer--h3",)
    third = imported(store, tmp_path, DUIN, VEER_SOFTER)
    assert ids(store, third)["sku:a1"] == "huis--veer--h3"
    assert third.read.recognition is not None
    assert third.read.recognition.new == ()


def test_going_back_is_what_the_next_import_is_compared_with(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, VEER)
    imported(store, tmp_path, "A9;Zee 90x200;Huis;90x200;H4;799")
    versions.rollback(store)
    again = imported(store, tmp_path, VEER_SOFTER)
    assert list(ids(store, again).values()) == ["huis--veer--h3"]


def test_the_ids_of_a_catalogue_file_are_the_shops_own(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, VEER)
    done = import_file(store, REFERENCE)
    assert done.read.recognition is None


def test_two_feeds_are_compared_as_an_import_would(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(HEADER + VEER + "\n" + DUIN + "\n")
    two.write_text(HEADER + VEER_SOFTER + "\n" + DUIN + "\n")
    told = between(str(one), str(two)).comparison
    assert (told.added, told.removed) == ((), ())
    assert {change.mattress_id for change in told.changed} == {"huis--veer--h3"}


def test_outcomes_of_a_former_id_are_of_the_bed_it_became_part_of(store: Store, tmp_path: Path) -> None:
    split = [
        Mattress("huis--veer--h3", "Huis", "Veer", "H3", firmness=6.5, firmness_sd=1.0, supplier_keys=("sku:a1",)),
        Mattress(
            "huis--veer-xl--h3", "Huis", "Veer XL", "H3", firmness=6.5, firmness_sd=1.0, supplier_keys=("sku:a2",)
        ),
    ]
    versions.publish(store, versions.import_catalogue(store, split, source="split").version_id)
    done = imported(store, tmp_path, VEER, "A2;Veer 140x200;Huis;140x200;H3;899")
    catalogue = versions.catalogue(store, done.version.version_id)
    assert [(bed.mattress_id, bed.former_ids) for bed in catalogue] == [("huis--veer--h3", ("huis--veer-xl--h3",))]
    outcome = {"weight_kg": 80, "height_cm": 180, "side": 1, "mattress_id": "huis--veer-xl--h3", "feels": "too_firm"}
    outcomes, findings = parse_outcomes([outcome], catalogue)
    assert findings == []
    assert len(outcomes) == 1


def test_a_database_of_0_1_0_keeps_its_ids_when_a_feed_corrects_its_beds(tmp_path: Path) -> None:
    (tmp_path / "shop.sqlite3").write_bytes(gzip.decompress(MADE.read_bytes()))
    old = open_store(f"sqlite:///{tmp_path}/shop.sqlite3")
    rows = (
        "1;Noord 90x200;Ameland;90x200;H4;500",
        "2;Zuid 90x200;Texel;90x200;H3;500",
        "3;Oost é;Vlieland;90x200;H3;500",
    )
    done = imported(old, tmp_path, *rows, publish=False)
    assert set(ids(old, done).values()) == {"ameland-90", "texel-h2", "vlieland"}
    told = of_versions(old, 2, done.version.version_id).comparison
    assert (told.added, told.removed) == ((), ())
    old.engine.dispose()


def test_ids_that_0_1_0_gave_up_lead_to_their_bed_again(store: Store, tmp_path: Path) -> None:
    """Before article numbers were kept, a corrected firmness made a new id; outcomes may still name the former one."""
    for grade, firmness in (("h4", 8.0), ("h3", 6.5)):
        bed = Mattress(f"huis--veer--{grade}", "Huis", "Veer", grade.upper(), firmness=firmness, firmness_sd=1.0)
        versions.publish(store, versions.import_catalogue(store, [bed], source=grade).version_id)
    done = imported(store, tmp_path, VEER)
    (bed,) = versions.mattresses(store, done.version.version_id)
    assert (bed.mattress_id, bed.former_ids) == ("huis--veer--h3", ("huis--veer--h4",))
    later = imported(store, tmp_path, VEER_SOFTER)
    (bed,) = versions.mattresses(store, later.version.version_id)
    assert (bed.mattress_id, bed.former_ids) == ("huis--veer--h3", ("huis--veer--h4",))


def test_the_command_says_what_was_recognised(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")
    imported(shared_store(), tmp_path, VEER, DUIN)
    feed = tmp_path / "next.csv"
    feed.write_text(HEADER + VEER_SOFTER + "\nC1;Zee 90x200;Huis;90x200;H4;799\n")
    out = run(capsys, "catalog", "import", feed).out
    assert "1 known from before, 1 new, 1 gone" in out
    assert "huis--veer--h2 is huis--veer--h3, recognised by its article numbers" in out
    said = json.loads(run(capsys, "catalog", "import", feed, "--json").out)["recognised"]
    assert (said["new"], said["gone"], said["how"]["article"]) == (["huis--zee--h4"], ["huis--duin--h2"], 1)
    assert said["kept"] == [{"mattress_id": "huis--veer--h3", "would_be": "huis--veer--h2", "how": "article"}]
