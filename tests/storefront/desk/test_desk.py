"""The catalogue desk: from an upload to what visitors see and back; all content of a file is shown as text."""

from __future__ import annotations

import csv
import io
from dataclasses import fields, replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.comparison import Change, Comparison
from catalog.errors import UserError
from catalog.findings import FINDINGS
from catalog.mattress import Finding, Mattress
from database.mends import changing
from database.people import acts
from database.store import Store
from database.updates import Effects
from database.versions import import_catalogue, live, publish, versions
from recommender.rescoring import Effect
from storefront.desk import tables as desk_tables
from storefront.desk import work as desk_work
from storefront.desk.work import Checked, check, on_disk
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.storefront.desk.reading import text_of
from tests.storefront.visiting import at, signed_in, visit_of

ROOT = Path(__file__).parents[3]
FEEDS = ROOT / "tests" / "catalog" / "feeds" / "samples"
SAMPLE = FEEDS / "google_merchant_xml.xml"
NL = words("nl")
HOSTILE = "<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n# a **head**"
BEDS = load_catalogue().mattresses


def _press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def _publish_anyway(app: AppTest) -> AppTest:
    (anyway,) = [button for button in app.button if button.label == NL("desk.publish_anyway")]
    anyway.click().run()
    assert not app.exception
    return app


def _upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/plain")).run()
    assert not app.exception
    return app


# The page ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_desk_says_what_visitors_see_now(store: Store, lang: str) -> None:
    app, w = at("desk", lang), words(lang)
    assert app.title[0].value == w("desk.title")
    assert w("desk.live_shipped") in text_of(app)
    assert w("desk.no_other") in text_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_done_by_hand_is_said_in_the_language_of_the_page(store: Store, lang: str) -> None:
    w = words(lang)
    first = publish(store, import_catalogue(store, BEDS[:3], source="first.csv").version_id)
    bed = BEDS[0]
    who = {"who": "Bo", "why": "gemeten"}
    changing.change(store, bed.mattress_id, lambda each: replace(each, height_cm=21.5), **who)
    changing.change(store, bed.mattress_id, lambda each: None, **who)
    changing.put_back(store, bed.mattress_id, **who)
    acts.write(store, who="Bo", act="mended", about=f"{bed.mattress_id}, version 2", page="desk")
    app = at("desk", lang)
    (pick,) = [each for each in app.selectbox if each.label == w("desk.pick")]
    day = first.imported_at.astimezone().date().isoformat()
    told = {"n": 3, "of_version": "1", "bed": bed.name, "imported_date": day, **who}
    assert pick.options[2] == w("desk.version_mended", number="2", **told)
    assert pick.options[1] == w("desk.version_withdrawn", number="3", **told | {"n": 2, "of_version": "2"})
    assert pick.options[0] == w("desk.version_back", number="4", **told | {"of_version": "3"})
    audit = text_of(at("people", lang))
    assert w("desk.about_version", number="2") in audit
    if lang == "nl":
        assert "versie 2" in audit and "version" not in audit


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("stored", ["lost_prices: 66/66 → 0/66", "lost_prices: 0 of 66 beds; before 66 of 66"])
def test_what_went_live_in_spite_of_findings_is_said_in_words(lang: str, stored: str) -> None:
    w = words(lang)
    assert desk_tables.despite([stored], w) == f"{w('finding.lost_prices').rstrip('.')} (66/66 → 0/66)"
    assert desk_tables.despite(["of another time"], w) == "of another time"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("version 12", "versie 12"),
        ("version 12, version 3.csv", "versie 12, version 3.csv"),
        ("huis--noord, version 4", "huis--noord, versie 4"),
        ("Anna", "Anna"),
        ("", ""),
    ],
)
def test_what_an_act_was_about_is_said_in_words(stored: str, said: str) -> None:
    assert desk_tables.about(stored, NL) == said


def test_from_upload_to_live_and_back(store: Store) -> None:
    first = import_catalogue(store, BEDS, source="first.csv")
    publish(store, first.version_id)
    app = _upload(at("desk"), SAMPLE.name, SAMPLE.read_bytes())
    assert "google_merchant_xml: 4 regels gelezen, 3 bewaard, 1 afgekeurd" in text_of(app)
    assert [version.version_id for version in versions(store)] == [first.version_id], "checking imports nothing"
    app = _press(app, "desk_import")
    second = versions(store)[-1]
    assert second.source == SAMPLE.name
    assert live(store) == first
    app = _press(app, "desk_compare")
    assert f"<b>{len(BEDS)}</b> weg" in text_of(app)
    assert "van 2.000 gewone kopers verandert de eerste keuze" in text_of(app)
    app = _press(app, "desk_publish")
    assert live(store) == first, "publishing asks first"
    app = _press(_press(app, "desk_publish_no"), "desk_publish")
    app = _press(app, "desk_publish_yes")
    assert live(store) == second
    assert NL("desk.published", number=str(second.version_id)) in text_of(app)
    app = _press(_press(app, "desk_rollback"), "desk_rollback_yes")
    assert live(store) == first
    assert "desk_rollback" not in [button.key for button in app.button], "nothing was live before the first"


def test_a_severe_finding_asks_for_a_second_look_and_a_name(store: Store) -> None:
    publish(store, import_catalogue(store, BEDS, source="first.csv").version_id)
    bare = [replace(bed, price=None, sizes=()) for bed in BEDS]
    second = import_catalogue(store, bare, source="second.csv")
    app = _press(at("desk"), "desk_compare")
    shown = text_of(app)
    assert NL("finding.lost_prices") in shown and NL("finding.lost_sizes.mend") in shown
    assert f"→ 0/{len(BEDS)}" in shown
    assert "desk_publish" not in [button.key for button in app.button], "no way around the second look"
    assert live(store) != second
    visit_of(app).shift = signed_in("manager", "Anna <b>")
    app = _publish_anyway(app)
    assert live(store) == second
    assert "Anna &lt;b&gt; heeft deze versie live gezet" in text_of(app)


def test_a_catalogue_file_is_checked_and_imported_too(store: Store) -> None:
    rows = b"mattress_id,brand,model,firmness\na,B,Veer,5\nb,B,Wolk,99\n"
    app = _upload(at("desk"), "beds.csv", rows)
    assert "2 regels gelezen, 1 bewaard, 1 afgekeurd" in text_of(app)
    _press(app, "desk_import")
    assert versions(store)[0].mattresses == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"nothing\nhere\n", b"PK\x03\x04 not a zip"])
def test_a_file_that_cannot_be_read_is_one_message_with_its_own_name(store: Store, content: bytes) -> None:
    app = _upload(at("desk"), "bad <b>feed</b>.csv", content)
    alerts = [part.value for part in app.markdown if 'role="alert"' in part.value]
    assert len(alerts) == 1
    assert "&lt;b&gt;feed" in alerts[0]
    assert "upload." not in alerts[0], "our own name for the file is nobody's business"
    assert "desk_import" not in [button.key for button in app.button]


def test_what_a_file_holds_is_shown_as_text(store: Store) -> None:
    cell = HOSTILE.replace("\n", " ")
    rows = f'id,title,brand,price\n1,"{cell} 90x200 H3","{cell}",0\n2,"Veer {cell} 90x200","{cell}",500 EUR\n'
    app = _upload(at("desk"), "<i>feed</i>.csv", rows.encode())
    app.pills[0].set_value(["severe", "warning", "info"]).run()
    app = _press(_press(app, "desk_import"), "desk_compare")
    assert [option for option in app.selectbox[1].options if "<i>feed</i>.csv" in option], "a list shows text as it is"
    visit_of(app).shift = signed_in("manager", "<i>Anna</i>")
    app = _publish_anyway(app)  # its one bed has no firmness
    shown = text_of(app)
    for tag in ("<script>", "<img", "<i>feed", "<i>Anna"):
        assert tag not in shown
    assert "&lt;i&gt;feed&lt;/i&gt;.csv" in shown


def test_infos_are_folded_away_and_come_when_asked(store: Store) -> None:
    app = _upload(at("desk"), SAMPLE.name, SAMPLE.read_bytes())
    before = text_of(app).count("<tr>")
    app.pills[0].set_value(["severe", "warning", "info"]).run()
    assert text_of(app).count("<tr>") > before + 10


def test_a_server_with_a_file_of_its_own_says_that_publishing_changes_nothing_here(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATTRESS_FIT_CATALOG", str(REFERENCE))
    settings.cache_clear()
    assert NL("desk.fixed_file") in text_of(at("desk"))


def test_a_database_that_does_not_answer_is_one_message(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Store:
        raise UserError("the database did not answer", mend="Check that it runs.")

    monkeypatch.setattr("storefront.pages.desk.store", broken)
    assert "the database did not answer" in text_of(at("desk"))


# The work ------------------------------------------------------------------------------------------------------------


def test_check_tells_progress_and_holds_no_more_findings_than_it_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_work, "MOST_KEPT", 40)
    monkeypatch.setattr(desk_work, "TOLD_EVERY", 10)
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title,brand,price\n" + "".join(f"{i},Veer {i} 90x200 H3,B,500\n" for i in range(35)))
    told: list[int] = []
    checked = check(feed, "feed.csv", told.append)
    assert told == [10, 20, 30]
    assert checked.read == 35
    assert len(checked.findings["info"]) == 40 < checked.counts["info"]
    assert not checked.complete


def test_a_severe_finding_is_never_hidden_by_many_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_work, "MOST_KEPT", 10)
    checked = Checked("f", "table")
    checked.note(Finding(f"row {i}", "x", "k", "info" if i < 100 else "severe", "t") for i in range(101))
    assert checked.of(desk_work.SEVERITIES)[0].where == "row 100"


def test_check_refuses_what_is_no_feed(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere"):
        check(tmp_path / "nowhere.csv", "nowhere.csv")


@pytest.mark.parametrize("name", ["feed.xml", "../../etc/passwd", "a/b\\c.c s?v", "x." + "y" * 300, "noending", ""])
def test_an_upload_never_chooses_its_place_on_disk(name: str) -> None:
    with on_disk(name, b"content") as path:
        assert path.read_bytes() == b"content"
        assert path.name.startswith("upload.")
        assert len(path.name) < 30
        folder = path.parent
    assert not folder.exists()


def test_the_worst_findings_come_first() -> None:
    checked = Checked("f", "table")
    checked.note([Finding(f"row {i}", "x", "k", kind, "t") for i, kind in enumerate(("info", "severe", "warning"))])
    assert [each.severity for each in checked.of(("info", "severe", "warning"))] == ["severe", "warning", "info"]
    assert [each.severity for each in checked.of(("info",))] == ["info"]


def test_the_same_finding_is_one_row_with_how_often_it_occurred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_work, "MOST_KEPT", 5)
    checked = Checked("f", "table")
    checked.note(Finding(f"row {i}", "x", "often" if i % 3 else "rare", "info", "t") for i in range(30))
    checked.note([Finding("row 40", "x", "rare", "severe", "t")])
    found = [(each.severity, each.key, each.where, n) for each, n in checked.grouped(desk_work.SEVERITIES)]
    assert found == [("severe", "rare", "row 40", 1), ("info", "often", "row 1", 20), ("info", "rare", "row 0", 10)]
    assert [each.key for each, _ in checked.grouped(("info",))] == ["often", "rare"]


# Tables --------------------------------------------------------------------------------------------------------------


def test_cells_are_text_on_one_line() -> None:
    finding = Finding("row 1", "title", "made_up", "severe", HOSTILE, HOSTILE * 50, HOSTILE)
    shown = desk_tables.findings([(finding, 3)], NL)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\n" not in shown
    assert len(shown) < 2500, "a long value is cut"
    assert 'tabindex="0"' in shown


def test_differences_name_kinds_and_products() -> None:
    found = Comparison(("n1",), (), (Change("a", "price", 599.0, 649.5), Change("b", "in_stock", True, None)))
    assert "<b>1</b> nieuw" in desk_tables.difference(found, NL)
    assert "weg" not in desk_tables.difference(found, NL)
    table = desk_tables.changes(found, NL)
    assert "<td>599</td><td>649,5</td>" in table
    assert "<td>ja</td><td>niet bekend</td>" in table
    assert NL("desk.same") in desk_tables.difference(Comparison((), (), ()), NL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_difference_names_its_field_in_words(lang: str) -> None:
    w = words(lang)
    named = {field.name for field in fields(Mattress)} - {"mattress_id", "supplier_keys"}
    assert all(f"desk.field.{name}" in w for name in named)
    assert desk_tables.field("price_90x200", w) == w("desk.field.price_of_size", size="90x200")
    table = desk_tables.changes(Comparison((), (), (Change("a", "stock_90x200", 2, 0),)), w)
    assert "stock_90x200" not in table and "90x200" in table


def test_differences_as_a_file_run_no_formula() -> None:
    found = Comparison(("=cmd()",), ("gone",), (Change("a", "notes", "=1+1", -2.5),))
    rows = list(csv.reader(io.StringIO(found.as_csv())))
    assert rows[0] == ["mattress_id", "name", "change", "field", "before", "after"]
    assert rows[1][:2] == ["'=cmd()", "'=cmd()"]
    assert rows[3] == ["a", "a", "changed", "notes", "'=1+1", "-2.5"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_effect_in_words(lang: str) -> None:
    w = words(lang)
    ids = tuple(f"bed {i}" for i in range(30))
    standard = Effect(2000, 0.0316, ids, ids[:20], (("a<b>", 0.5),), ("u",))
    saved = Effect(7, 1.0, (), (), (), ())
    shown = desk_tables.effect(Effects(standard, saved), w)
    percent = "3,2 %" if lang == "nl" else "3.2 %"
    assert percent in shown
    assert w("desk.effect_saved", percent="100 %", n=7) in shown
    assert "a&lt;b&gt; (50 %)" in shown
    assert w("desk.and_more", n=8) in shown


def test_every_finding_of_a_feed_is_said_in_both_languages() -> None:
    for key, (_, text, mend) in FINDINGS.items():
        finding = Finding("row 1", "x", key, "info", text, mend=mend)
        assert desk_tables.said(finding, words("en")) == (text, mend)
        reason, what_to_do = desk_tables.said(finding, NL)
        assert reason != text, key
        assert bool(what_to_do) == bool(mend), key
        assert what_to_do != mend or not mend, key
