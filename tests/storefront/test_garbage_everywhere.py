"""What a catalogue holds is text wherever it is shown: no cell breaks an output or is read as mark-up by it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from icalendar import Calendar
from lxml import html
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from catalog.catalogue_file import load_catalogue
from catalog.comparison import compare
from catalog.mattress import Catalogue, Finding, Mattress, Size
from database.store import Store
from database.updates import Effects
from database.versions import catalogue as stored_catalogue
from database.versions import import_catalogue, publish
from recommender.explanation import Explanation, explain
from recommender.fit_target import target
from recommender.household import household
from recommender.matching import match
from recommender.person.profile import parse_profile
from recommender.rescoring import Effect
from recommender.sleeper import Wishes
from storefront import engine
from storefront.answer import as_html, as_json, as_terminal
from storefront.answer import household as two_people
from storefront.answer.as_pdf import answer_pdf
from storefront.answer.on_page import beds_shown, sheet
from storefront.desk import tables
from storefront.diary.calendar_file import test_calendar as calendar_of
from storefront.look.frame import one_line
from storefront.plain_text import json_text
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.garbage import CELLS, HARMLESS, MARK, as_csv, rows, shown, squeezed, steers, write
from tests.storefront.commands.command_line import run
from tests.storefront.visiting import at

ROOT = Path(__file__).parents[2]
PERSON = {"weight_kg": 75.0, "height_cm": 178.0, "side": 1.0, "size": "90x200"}
ANSWERS = {
    "health_consent": True,
    "list_passed": True,
    "age_band": "unsaid",
    "weight_kg": 75.0,
    "height_cm": 178.0,
    "side": 10,
}
PEOPLE = [PERSON | {"profile_id": "a"}, {"profile_id": "b", "weight_kg": 110, "height_cm": 185, "back": 1.0}]
MADE = date(2026, 11, 29)
KINDS = sorted(CELLS)


@cache
def _beds(cell: str, checked: bool) -> Catalogue:
    """A catalogue of such cells, read from a file, or as no check ever saw it: what no reader lets through."""
    with TemporaryDirectory() as folder:
        read = load_catalogue(write(Path(folder) / "beds.csv", rows(cell)))
    if checked:
        return read
    raw = [_unchecked(bed, row, cell) for bed, row in zip(read, rows(cell), strict=True)]
    return replace(read, mattresses=tuple(raw), source=cell, source_date=cell)


def _unchecked(bed: Mattress, row: dict[str, str], cell: str) -> Mattress:
    texts: dict[str, Any] = {name: text for name, text in row.items() if isinstance(getattr(bed, name), str)}
    return replace(bed, **texts | {"source_date": cell, "price_date": cell, "inferred_fields": (cell,)})


@cache
def _alike(cell: str, checked: bool) -> Catalogue:
    """The same with plain ids: of beds that fit equally well the id decides which comes first."""
    beds = _beds(cell, checked)
    return replace(beds, mattresses=tuple(replace(bed, mattress_id=f"bed {i:02}") for i, bed in enumerate(beds)))


@cache
def _answer(cell: str, checked: bool, alike: bool = False) -> Explanation:
    beds = _alike(cell, checked) if alike else _beds(cell, checked)
    return explain(match(target(_sleeper()), beds, top=5))


@cache
def _sleeper() -> Any:
    return parse_profile(PERSON)


def _skeleton(fragment: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags and the names of their attributes: what a reader of HTML makes of a text, its words left out."""
    return [
        (str(part.tag), tuple(sorted(map(str, part.attrib))))
        for part in html.fromstring(f"<div>{fragment}</div>").iter()
    ]


def _is_one_block_of_html(markdown: str) -> None:
    """Markdown reads a line that begins with <div> as HTML until the next blank line (CommonMark 0.31.2, 4.6)."""
    assert markdown.startswith("<div>")
    assert not set(markdown) & {"\n", "\r"}
    assert ":material/" not in markdown, "Streamlit's front end rewrites it, in HTML too"


def _parts(cell: str, checked: bool, lang: str) -> str:
    """Every piece of HTML that is made of an answer, one after the other."""
    w, made = words(lang), _answer(cell, checked, alike=True)
    changes = ({"field": "weight_kg", "above": 80.0, "then": made.picks[0].mattress.mattress_id},)
    picks = tuple(replace(pick, changes_if=changes, setting={"firmness": 5.5}) for pick in made.picks)
    sleeper = engine.sleeper_of(ANSWERS)
    shown = sheet.sheet(replace(made, picks=picks), sleeper, (), w)
    beds = _alike(cell, checked)

    def name(mattress_id: str) -> str:
        bed = beds.by_id(mattress_id)
        return mattress_id if bed is None else bed.name

    needs = target(_sleeper()), target(parse_profile(PEOPLE[1]))
    return "".join(
        (
            two_people.as_html(household(*needs, beds), w),
            sheet.hero(shown, ""),
            sheet.beside(shown),
            beds_shown.rows(shown, "price"),
            sheet.folds(
                shown,
                {"model": cell, "changed_date": cell, "catalogue": cell, "catalogue_date": cell, "answer_id": cell},
            ),
            as_html.changes(changes, name, w),
        )
    )


# The answer ----------------------------------------------------------------------------------------------------------


def test_the_made_up_catalogue_shows_every_part() -> None:
    made = _answer(HARMLESS, checked=True)
    assert len(made.picks) == 5
    assert made.not_chosen
    assert made.unranked


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_html_keeps_its_structure_and_shows_the_text(kind: str, checked: bool) -> None:
    made, plain = (_parts(cell, checked, "nl") for cell in (CELLS[kind], HARMLESS))
    assert _skeleton(one_line(made)) == _skeleton(one_line(plain))
    _is_one_block_of_html(f"<div>{one_line(made)}</div>")
    assert steers(one_line(made)) == set()
    name = _answer(CELLS[kind], checked, alike=True).picks[0].mattress.name
    assert MARK in name
    assert shown(name) in squeezed(html.fromstring(one_line(made)).text_content())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("checked", [True, False])
def test_a_printed_sheet_has_two_sides_and_the_text(kind: str, checked: bool) -> None:
    made, beds = _answer(CELLS[kind], checked), _beds(CELLS[kind], checked)
    pdf = answer_pdf(made, "nl", sleeper=_sleeper(), versions=engine.figures_of(made, beds), made=MADE)
    pages = PdfReader(io.BytesIO(pdf)).pages
    printed = squeezed("\n".join(page.extract_text() for page in pages))
    assert len(pages) == 2
    assert all(shown(pick.mattress.name) in printed for pick in made.picks)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("checked", [True, False])
def test_a_calendar_is_eight_events(kind: str, checked: bool) -> None:
    made, beds = _answer(CELLS[kind], checked), _beds(CELLS[kind], checked)
    now = datetime(2026, 11, 29, 9, tzinfo=UTC)
    file = calendar_of(MADE, "nl", sleeper=_sleeper(), versions=engine.figures_of(made, beds), made=now)
    assert len(list(Calendar.from_ical(file).walk("VEVENT"))) == 8
    assert steers(file.decode().replace("\r\n", "\n")) == set()


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_terminal_shows_the_text_and_obeys_nothing(
    kind: str, checked: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    w, made = words("en"), _answer(CELLS[kind], checked)
    as_terminal.show(made, w)
    needs = target(_sleeper()), target(parse_profile(PEOPLE[1]))
    two_people.show(household(*needs, _beds(CELLS[kind], checked), Wishes()), w)
    said = capsys.readouterr().out
    assert steers(said) == set()
    in_a_line = f"{made.picks[0].rank}.{shown(made.picks[0].mattress.name)}"
    assert in_a_line in squeezed(said)


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_json_says_it_again_and_steers_nothing(kind: str, checked: bool) -> None:
    made = as_json.render(_answer(CELLS[kind], checked), words("en"))
    for indent in (None, 2):
        text = json_text(made, indent)
        assert json.loads(text) == json.loads(json.dumps(made))
        assert steers(text) == set()


# The desk ------------------------------------------------------------------------------------------------------------


def _desk_parts(cell: str) -> str:
    w, before, after = words("nl"), _beds(HARMLESS, checked=True), _beds(cell, checked=False)
    both = [replace(old, mattress_id=new.mattress_id) for old, new in zip(before, after, strict=True)]
    changed, gone = compare(both[1:], after.mattresses[:-1]), compare(after, before)
    found = [Finding(cell, cell, "bad_value", "severe", cell, cell, cell)]
    ids = tuple(bed.mattress_id for bed in after)
    effect = Effect(
        people=2000,
        first_choice_changed=0.5,
        chosen_too_often=((ids[0], 0.3),),
        never_chosen=ids,
        never_close=ids,
        without_firmness=ids,
    )
    parts = (tables.findings([(each, 1) for each in found], w), tables.changes(changed, w), tables.difference(gone, w))
    return "".join((*parts, tables.effect(Effects(effect, None), w)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_tables_of_the_desk_keep_their_structure(kind: str) -> None:
    made, plain = _desk_parts(CELLS[kind]), _desk_parts(HARMLESS + ".")
    assert _skeleton(one_line(made)) == _skeleton(one_line(plain))
    _is_one_block_of_html(f"<div>{one_line(made)}</div>")


# The pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MATTRESS_FIT_DATABASE_URL", f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    monkeypatch.setenv("MATTRESS_FIT_DESK", "1")
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    settings.cache_clear()
    yield engine.store()
    settings.cache_clear()


def _walk(block: Block) -> Iterator[Any]:
    for node in block.children.values():
        yield node
        if isinstance(node, Block):
            yield from _walk(node)


def _page_holds_text_only(app: AppTest, sign: str = MARK) -> list[tuple[str, tuple[str, ...]]]:
    """The structure of a page's HTML. What others wrote stands there, and in lists, which show text as it is."""
    skeleton = []
    for node in _walk(app.main):
        if node.type == "markdown" and node.proto.allow_html:
            _is_one_block_of_html(node.value)
            assert steers(node.value) == set()
            skeleton += _skeleton(node.value)
        elif node.type not in ("selectbox", "html", "file_uploader") and not isinstance(node, Block):
            assert sign not in str(getattr(node, "proto", "")), node.type
    return skeleton


def _published(store: Store, cell: str, *, checked: bool) -> None:
    """Live with such cells; unchecked: as an earlier version of this program kept them."""
    beds = _alike(cell, checked)
    dear = Size(100, 200, 1e300)
    odd = [replace(bed, type="cloud", price=1e300, sizes=(*bed.sizes, dear)) for bed in beds]
    version = import_catalogue(store, beds if checked else odd, source=cell, source_date=cell)
    publish(store, version.version_id)


@pytest.mark.slow
@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize(("kind", "lang"), [("html", "nl"), ("markdown", "en"), ("streamlit", "nl"), ("lines", "en")])
def test_the_answer_page_shows_a_published_catalogue_as_text(store: Store, kind: str, lang: str, checked: bool) -> None:
    _published(store, HARMLESS, checked=checked)
    plain = _page_holds_text_only(at("result", lang, ANSWERS))
    _published(store, CELLS[kind], checked=checked)
    app = at("result", lang, ANSWERS)
    assert MARK in " ".join(part.value for part in app.markdown)
    assert _page_holds_text_only(app) == plain


@pytest.mark.slow
@pytest.mark.parametrize("page", ["counter", "wishes", "diary", "start", "measures"])
def test_no_other_page_breaks_on_it(store: Store, page: str) -> None:
    _published(store, CELLS["image"], checked=False)
    two = {
        f"{who}.{name}": value for who in "ab" for name, value in ANSWERS.items() if name.endswith(("kg", "cm", "side"))
    }
    told = ANSWERS | two | {"a.list_passed": True, "b.list_passed": True, "a.side": 10, "b.side": 10}
    app = at(page, "nl", told)
    _page_holds_text_only(app)
    assert (page != "counter") or MARK in " ".join(part.value for part in app.markdown)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "lang"), [("html", "nl"), ("image", "en")])
def test_the_desk_shows_an_uploaded_catalogue_as_text(store: Store, kind: str, lang: str) -> None:
    _published(store, CELLS["markdown"], checked=False)
    bad = [row | {"firmness": CELLS[kind]} for row in rows(CELLS[kind])[:2]]
    content = as_csv([*rows(CELLS[kind])[2:], *bad]).encode()
    app = at("desk", lang)
    app.file_uploader[0].set_value((f"{MARK} <b>**x**</b>\n\n# \x1b[1m.csv", content, "text/csv")).run()
    _page_holds_text_only(app)
    for key in ("desk_import", "desk_compare", "desk_publish", "desk_publish_yes"):
        app.button(key=key).click().run()
        assert not app.exception
        _page_holds_text_only(app)


def test_a_date_kept_unchecked_is_said_to_be_unknown(store: Store) -> None:
    _published(store, CELLS["not_a_date"], checked=False)
    kept = engine.catalogue()
    assert kept.source_date == ""
    assert {bed.source_date for bed in kept} == {""}
    assert {bed.price for bed in kept} == {None}
    assert {bed.type for bed in kept} == {"unknown"}
    assert stored_catalogue(store, 1).mattresses == kept.mattresses
    for lang in LANGUAGES:
        said = words(lang)("result.versions", **engine.figures_of(_answer(HARMLESS, checked=True), kept))
        assert words(lang).term("none") in said


def test_html_has_one_way_onto_a_page() -> None:
    """Only `frame.show` gives HTML to a page, so nothing passes by its one line."""
    code = {path: path.read_text(encoding="utf-8") for path in (ROOT / "storefront").rglob("*.py")}
    assert [
        path.name for path, text in code.items() if re.search(r"unsafe_allow_html|st\.html\(|st\.write\(", text)
    ] == ["frame.py"]
    ways = re.findall(r"Console\((?!stderr)", "".join(code.values()))
    assert len(ways) == 0, "a terminal is made by plain_text.terminal, which reads no mark-up"


# The command line ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_command_breaks_on_it_or_prints_it_raw(
    kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Store
) -> None:
    cell = CELLS[kind]
    bad = [row | {"mattress_id": f"bad {i}", "firmness": cell} for i, row in enumerate(rows(cell)[:2])]
    file = write(tmp_path / "beds.csv", [*rows(cell), *bad])
    plain = write(tmp_path / "plain.csv", rows(HARMLESS))
    feed = write(tmp_path / "feed.csv", [{"id": cell, "title": f"{cell} 90x200", "brand": cell, "price": cell}] * 2,
                 ("id", "title", "brand", "price"))  # fmt: skip
    people = tmp_path / "people.csv"
    pd.DataFrame(PEOPLE).to_csv(people, index=False)
    (tmp_path / "one.json").write_text(json.dumps(PEOPLE[0]))
    (tmp_path / "two.json").write_text(json.dumps(PEOPLE[1]))
    one, two, out = tmp_path / "one.json", tmp_path / "two.json", tmp_path / "out.parquet"
    bed = load_catalogue(file).mattresses[0].mattress_id
    calls: list[tuple[object, ...]] = [
        ("recommend", "--profile", one, "--partner", two, "--catalog", file),
        ("recommend", "--profile", one, "--catalog", file, "--json"),
        ("lie", "--profile", one, "--position", "side", "--catalog", file, f"--mattress={bed}"),
        ("lie", "--profile", one, "--position", "side", "--catalog", file, f"--mattress={cell}"),
        ("score", people, "--catalog", file, "--out", out),
        ("rescore", "--before", plain, "--after", file, "--profiles", people, "--out", out),
        ("catalog", "check", feed, "--csv", tmp_path / "findings.csv"),
        ("catalog", "check", feed, "--json"),
        ("catalog", "import", file),
        ("catalog", "import", plain),
        ("catalog", "publish", 1),
        ("catalog", "list"),
        ("catalog", "list", "--json"),
        ("catalog", "diff", "1", "2"),
        ("catalog", "diff", file, plain, "--json"),
        ("doctor",),
    ]
    for call in calls:
        answer = run(capsys, *call)
        refused = call[0] == "lie" and call[-1] != f"--mattress={bed}"
        assert (answer.code == 2) == refused, (call, answer.err)
        assert "Traceback" not in answer.err
        assert steers(answer.out + answer.err) == set(), call
        if "--json" in call:
            json.loads(answer.out)
    with (tmp_path / "findings.csv").open(newline="", encoding="utf-8") as table:
        for row in csv.reader(table):
            assert not [part for part in row if part.startswith(("=", "+", "-", "@", "\t", "\r")) or steers(part)]
    assert len(pd.read_parquet(out).columns) > 3
