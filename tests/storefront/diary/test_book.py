"""A diary is saved as a file and loaded unchanged; anything else is rejected."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.advice.diary import KEPT_DAYS, Entry
from recommender.errors import UserError
from storefront.diary.book import NUMBERS, TOO_OLD, Diary, diary_of_file
from storefront.diary.chart import chart, says
from storefront.words import LANGUAGES, words

TODAY = date(2026, 3, 9)
POINTS = st.integers(0, 10) | st.floats(0, 10, allow_nan=False)
ENTRIES = st.builds(
    Entry,
    night=st.integers(1, 7),
    pain_wake_nrs=POINTS,
    time_to_better=st.sampled_from([None, "under_15", "not_less"]),
    wake_count=st.none() | st.integers(0, 50),
    load_yesterday=st.sampled_from([(), ("sitting",), ("sport", "lifting")]),
    unusual=st.sampled_from([(), ("ill", "alcohol")]),
    position_on_waking=st.sampled_from([None, "side", "three_quarter"]),
    comfort_0_10=st.none() | POINTS,
    hammock=st.sampled_from([None, "yes", "unsure"]),
    bed_feels=st.sampled_from([None, "too_soft", "right", "too_firm"]),
    alarm_signs=st.sampled_from(["no", "not_asked"]),
)


def _diary(*entries: Entry) -> Diary:
    diary = Diary()
    for entry in entries:
        diary = diary.with_entry(entry, TODAY)
    return diary


@given(st.lists(ENTRIES, min_size=1, max_size=9))
def test_json_and_csv_come_back_the_same(entries: list[Entry]) -> None:
    diary = _diary(*entries)
    for text in (diary.as_json(), diary.as_csv()):
        assert diary_of_file(text.encode(), TODAY) == diary


def test_a_night_written_again_replaces_the_first() -> None:
    assert [e.pain_wake_nrs for e in _diary(Entry(2, 5), Entry(1, 3), Entry(2, 4)).entries.values()] == [3, 4]


def _saved_again(diary: Diary, separator: str, day: str, decimal: str) -> str:
    """What a spreadsheet of some country writes: its separator, dates, decimal sign and lines."""
    rows = list(csv.DictReader(io.StringIO(diary.as_csv())))
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        row["last_entry"] = date.fromisoformat(row["last_entry"]).strftime(day)
        for name in NUMBERS:
            row[name] = row[name].replace(".", decimal)
        writer.writerow(row)
    return sheet.getvalue()


@given(
    st.lists(ENTRIES, min_size=1, max_size=9),
    st.sampled_from([";", "\t", ","]),
    st.sampled_from(["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%d-%m-%Y 0:00"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_spreadsheet_gives_it_back(
    entries: list[Entry], separator: str, day: str, decimal: str, encoding: str
) -> None:
    diary = _diary(*entries)
    text = _saved_again(diary, separator, day, decimal)
    assert diary_of_file(text.encode(encoding), TODAY) == diary


def test_a_program_that_kept_every_line_in_one_cell_gives_it_back() -> None:
    diary = _diary(Entry(1, 4.5, load_yesterday=("sitting", "sport")), Entry(2, 3))
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    for line in diary.as_csv().splitlines():
        writer.writerow([line, "", ""])
    for text in (sheet.getvalue(), "sep=;\r\n" + _saved_again(diary, ";", "%d-%m-%Y", ",") + ";;;;;\r\n"):
        assert diary_of_file(text.encode(), TODAY) == diary


def test_a_spreadsheet_may_write_points_with_a_comma_and_a_mark_up_front() -> None:
    text = "\ufeff" + _diary(Entry(1, 3)).as_csv().replace(",3,", ',"3,5",', 1)
    assert diary_of_file(text.encode(), TODAY).entries[1].pain_wake_nrs == 3.5


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"a,b\n1,2\n", b"\xff\xfe", b"{}", b"[" * 200_000])
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match="diary"):
        diary_of_file(content, TODAY)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"night": 1', '"night": 36'),
        ('"night": 1', '"night": 9'),
        ('"pain_wake_nrs": 3', '"pain_wake_nrs": 11'),
        ('"pain_wake_nrs": 3', '"pain_wake_nrs": NaN'),
        ('"hammock": null', '"hammock": "<script>"'),
        ('"hammock": null', '"note": "my name"'),
        ('"2026-03-09"', '"yesterday"'),
        ('"entries": [', '"entries": [3, '),
    ],
)
def test_a_changed_value_is_refused_as_a_whole(was: str, becomes: str) -> None:
    text = _diary(Entry(1, 3)).as_json()
    assert was in text
    with pytest.raises(UserError):
        diary_of_file(text.replace(was, becomes).encode(), TODAY)


def test_a_diary_is_forgotten_after_its_days() -> None:
    text = _diary(Entry(1, 3)).as_json().encode()
    last_day = TODAY + timedelta(days=KEPT_DAYS)
    assert diary_of_file(text, last_day).entries
    with pytest.raises(UserError) as refused:
        diary_of_file(text, last_day + timedelta(days=1))
    assert refused.value.where == TOO_OLD


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_shows_every_night_and_says_the_same(lang: str) -> None:
    w = words(lang)
    diary = _diary(Entry(1, 6), Entry(2, 6.5), Entry(3, 2, unusual=("ill",)))
    drawing = chart(diary, w)
    assert drawing.count("<circle") == 3
    assert drawing.count(f'fill="{chart_ground()}" stroke=') == 1
    assert says(diary, w) in drawing
    assert w.number(6.5) in says(diary, w)
    whole = replace(diary, kind="four_weeks")
    assert chart(whole, w).count("<rect") == 5


def chart_ground() -> str:
    return "var(--card, #FFFFFF)"
