"""`catalog import`, `list`, `publish`, `rollback`, and what `doctor` reports about the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.mattress import Mattress
from database import importing, versions
from database.store import URL_VARIABLE, open_store
from storefront.commands.shop.versions import day_of
from tests.storefront.commands.command_line import Answer, run

FEED = (
    "id,title,brand,size,firmness,price,product type\n"
    "1,Rest One 90x200,Rest,90x200,H3,599.00,Mattress\n"
    "2,Rest One 140x200,Rest,140x200,H3,799.00,Mattress\n"
    "3,Rest Two 90x200,Rest,90x200,H2,499.00,Mattress\n"
)
REJECTED = "4,Rest Three 90x200,Rest,90x200,H2,0.00,Mattress\n"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "catalogue.sqlite3"
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{file}")
    return file


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "feed.csv"
    file.write_text(FEED)
    return file


def data(answer: Answer) -> Any:
    return json.loads(answer.out)


def test_a_feed_becomes_a_version(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    answer = run(capsys, "catalog", "import", feed, "--currency", "eur", "--date", "2026-11-01", "--json")
    assert answer.code == 0
    said = data(answer)
    assert said["summary"] == {"read": 3, "kept": 3, "rejected": 0}
    assert (said["version"], said["mattresses"], said["source"]) == (1, 2, "feed.csv")
    assert said["source_date"] == "2026-11-01"
    one, _ = versions.mattresses(open_store(), 1)
    assert (one.model, one.currency, [size.price for size in one.sizes]) == ("One", "EUR", [599.0, 799.0])
    assert "catalog publish 2" in run(capsys, "catalog", "import", feed).out


def test_a_feed_of_one_country_is_sold_there(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    assert run(capsys, "catalog", "import", feed, "--market", "nl, BE").code == 0
    assert {bed.markets for bed in versions.mattresses(open_store(), 1)} == {("NL", "BE")}
    wrong = run(capsys, "catalog", "import", feed, "--market", "Holland")
    assert wrong.code == 2 and "'Holland' is not a market" in wrong.err


def test_the_same_feed_on_another_day_differs_in_nothing(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    for day in ("2026-11-01", "2026-11-02"):
        run(capsys, "catalog", "import", feed, "--date", day)
    assert list(versions.differences(open_store(), 1, 2)) == []


def test_rejected_records_are_looked_at_and_the_others_imported(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    feed.write_text(FEED + REJECTED)
    answer = run(capsys, "catalog", "import", feed, "--json")
    assert answer.code == 1
    assert data(answer)["summary"] == {"read": 4, "kept": 3, "rejected": 1}
    assert data(answer)["findings"]["zero_price"] == 1
    assert "zero_price" in run(capsys, "catalog", "import", feed).out


def test_a_catalogue_file_is_imported_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "catalog", "import", REFERENCE, "--json")
    assert answer.code == 0
    shipped = load_catalogue()
    stored = versions.catalogue(open_store(), data(answer)["version"])
    assert stored.mattresses == shipped.mattresses
    assert stored.source_date == shipped.source_date


def test_a_catalogue_file_with_a_bad_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "beds.csv"
    file.write_text("mattress_id;brand;model;firmness\na;A;One;5\nb;B;Two;hard\n")
    answer = run(capsys, "catalog", "import", file, "--json")
    assert answer.code == 1
    assert data(answer)["summary"] == {"read": 2, "kept": 1, "rejected": 1}
    assert data(answer)["findings"]["bad_value"] == 1


def test_two_beds_with_one_id_are_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, feed: Path) -> None:
    made = [Mattress("a", "A", "One"), Mattress("a", "B", "Two"), Mattress("b", "B", "Three")]
    monkeypatch.setattr(importing, "mattresses", lambda records, **_: iter(made))
    done = importing.import_file(open_store(), feed)
    assert done.version.mattresses == 2
    assert done.read.severe
    assert done.version.findings["duplicate_id"] == 1


def test_progress_counts_records_and_mattresses(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(importing, "TOLD_EVERY", 2)
    importing.import_file(open_store(), feed, progress=lambda *counts: told.append(counts))
    assert told == [(2, 0), (3, 2)]


def test_publishing_listing_and_going_back(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    assert "No catalogue version" in run(capsys, "catalog", "list").err
    for _ in range(2):
        run(capsys, "catalog", "import", feed)
    assert "None is live" in run(capsys, "catalog", "list").err
    assert data(run(capsys, "catalog", "publish", 1, "--json")) == {"live": 1, "before": None, "mattresses": 2}
    assert "Before: version 1" in run(capsys, "catalog", "publish", 2).out
    assert "live already" in run(capsys, "catalog", "publish", 2).out
    listed = data(run(capsys, "catalog", "list", "--json"))
    assert listed["live"] == 2
    assert [version["version"] for version in listed["versions"]] == [1, 2]
    assert data(run(capsys, "catalog", "rollback", "--json")) == {"live": 1, "before": 2, "mattresses": 2}
    lines = run(capsys, "catalog", "list").out.splitlines()
    assert [" live " in line for line in lines] == [True, False]


def test_a_severe_finding_is_published_only_under_a_name(
    capsys: pytest.CaptureFixture[str], feed: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text(FEED.replace("599.00", "").replace("799.00", "").replace("499.00", ""))
    run(capsys, "catalog", "import", feed, "--currency", "eur")
    run(capsys, "catalog", "publish", 1)
    run(capsys, "catalog", "import", bare, "--currency", "eur")
    answer = run(capsys, "catalog", "publish", 2)
    assert (answer.code, answer.out) == (1, "")
    assert "lost_prices: Nearly all mattresses have lost their prices. 2/2 → 0/2." in answer.err
    assert "--anyway YOUR-NAME" in answer.err
    refused = data(run(capsys, "catalog", "publish", 2, "--anyway", " ", "--json"))
    assert (refused["live"], refused["refused"]) == (1, 2)
    assert [finding["key"] for finding in refused["findings"]] == ["lost_prices"]
    anyway = run(capsys, "catalog", "publish", 2, "--anyway", "Anna de Vries")
    assert anyway.code == 1, "published, and still to look at"
    assert "Version 2 is live" in anyway.out
    assert "published by Anna de Vries in spite of severe findings" in run(capsys, "catalog", "list").out
    first, second = data(run(capsys, "catalog", "list", "--json"))["published"]
    assert (first["version"], first["anyway"]) == (1, None)
    assert second["anyway"] == {"name": "Anna de Vries", "despite": ["lost_prices: 2/2 → 0/2"]}
    assert run(capsys, "catalog", "rollback").code == 0, "going back is never refused"


def test_prices_of_a_shop_where_it_is_tomorrow_already_are_known_today() -> None:
    today = date.today()
    days = [today + timedelta(days) for days in (-1, 0, 1)]
    assert [day_of(day.isoformat()) for day in days] == [day_of(None) if day > today else str(day) for day in days]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["publish", 7], "no catalogue version 7"),
        (["rollback"], "nothing is live"),
        (["import", "none.xml"], "none.xml"),
        (["import", REFERENCE, "--currency", "florin"], "--currency"),
        (["import", REFERENCE, "--date", "yesterday"], "--date"),
        (["import", REFERENCE, "--date", "2199-01-01"], "--date: 2199-01-01 is still to come"),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, list) else "",
)
def test_a_bad_call_is_one_message_and_does_nothing(
    capsys: pytest.CaptureFixture[str], words: list[Any], said: str
) -> None:
    answer = run(capsys, "catalog", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1
    assert versions.versions(open_store()) == []


def test_going_back_with_nothing_before(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    run(capsys, "catalog", "import", feed)
    run(capsys, "catalog", "publish", 1)
    answer = run(capsys, "catalog", "rollback")
    assert (answer.code, answer.out) == (2, "")
    assert "nothing was live before version 1" in answer.err


def test_a_feed_that_breaks_off_leaves_nothing(
    capsys: pytest.CaptureFixture[str], feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(records: Any, **_: Any) -> Iterator[Mattress]:
        yield Mattress("a", "A", "One")
        raise importing.CatalogueError("the file ends here")

    monkeypatch.setattr(importing, "mattresses", breaking)
    assert run(capsys, "catalog", "import", feed).code == 2
    assert data(run(capsys, "catalog", "list", "--json")) == {"live": None, "versions": [], "published": []}


@pytest.mark.parametrize("command", ["list", "rollback"])
def test_an_unreachable_database_is_one_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgresql://shop:geheim@127.0.0.1:1/shop")
    answer = run(capsys, "catalog", command)
    assert (answer.code, answer.out) == (2, "")
    assert "did not answer" in answer.err
    assert "geheim" not in answer.err
    sick = run(capsys, "doctor", "--json")
    assert sick.code == 1
    assert "did not answer" in data(sick)["database"]["error"]


def test_doctor_names_the_database_and_what_is_live(
    capsys: pytest.CaptureFixture[str], feed: Path, database: Path
) -> None:
    assert data(run(capsys, "doctor", "--json"))["database"] == {"url": None}
    assert "database: url not made yet, the catalogue that ships is used" in run(capsys, "doctor").out
    assert not database.exists()
    run(capsys, "catalog", "import", feed)
    assert data(run(capsys, "doctor", "--json"))["database"]["live"] is None
    run(capsys, "catalog", "publish", 1)
    said = data(run(capsys, "doctor", "--json"))["database"]
    assert (said["versions"], said["live"], said["mattresses"], said["whole"]) == (1, 1, 2, True)
    assert said["age_days"] == 0


def test_doctor_notices_damage(capsys: pytest.CaptureFixture[str], feed: Path) -> None:
    run(capsys, "catalog", "import", feed)
    run(capsys, "catalog", "publish", 1)
    with open_store().writing() as connection:
        connection.execute(sa.text("DROP TRIGGER mattress_delete_guard"))
        connection.execute(sa.text("DELETE FROM mattress WHERE position = 1"))
    answer = run(capsys, "doctor", "--json")
    assert answer.code == 1
    assert "damaged" in data(answer)["database"]["error"]
