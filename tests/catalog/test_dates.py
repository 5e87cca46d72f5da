import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.dates import first_day, known_date, read_date, with_its_year
from catalog.errors import UserError


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-09-13", "2026-09-13"),
        ("2026-09", "2026-09"),
        ("2026", "2026"),
        ("13-09-2026", "2026-09-13"),
        ("13.9.2026", "2026-09-13"),
        ("09/13/2026", "2026-09-13"),
        ("05-05-2026", "2026-05-05"),
        ("2026/09/13", "2026-09-13"),
        ("20260913", "2026-09-13"),
        ("9-2026", "2026-09"),
        ("2026-09-13T10:00+01:00", "2026-09-13"),
        ("2026-09-13 10:00:00 +0100", "2026-09-13"),
        (" 2026-09-13 ", "2026-09-13"),
        ("15 december 2026", "2026-12-15"),
        ("15. Dez. 2026", "2026-12-15"),
        ("1. März 2026", "2026-03-01"),
        ("1er décembre 2026", "2026-12-01"),
        ("15 août 2026", "2026-08-15"),
        ("December 15th, 2026", "2026-12-15"),
        ("2 mrt 2026", "2026-03-02"),
        ("Mai 2026", "2026-05"),
    ],
)
def test_a_clear_date_is_read(text: str, iso: str) -> None:
    assert read_date(text) == iso
    assert known_date(iso) == iso


@pytest.mark.parametrize(
    "text",
    ["05-06-2026", "2026-02-30", "31-02-2026", "2026-13",
     "0000-00-00", "0001-01-01", "13-09-26", "2026-9-13x", "last May",
     "", "20 26", "2026-09/13", "٢٠٢٦", "46278", "99999999999999999999", "2026-09-13\n2026-09-14",
     "31 februari 2026", "15 dec", "15 kerst 2026", "in mei 2026"],
)  # fmt: skip
def test_what_is_no_date_or_may_be_two_is_one_error(text: str) -> None:
    with pytest.raises(UserError, match="Write it as 2026-09-13"):
        read_date(text)
    assert first_day(text) is None
    assert known_date(text) == ""


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_day_is_read_as_itself_in_both_orders(day: dt.date) -> None:
    assert first_day(read_date(day.isoformat())) == day
    if day.day > 12 or day.day == day.month:
        assert read_date(f"{day:%d-%m-%Y}") == read_date(f"{day:%m/%d/%Y}") == day.isoformat()


@given(st.text())
def test_no_text_does_anything_else(text: str) -> None:
    assert known_date(text) in ("", text)
    with suppress(UserError):
        assert first_day(read_date(text)) is not None


@pytest.mark.parametrize(
    ("text", "beside", "day"),
    [
        ("05-06-2026", "30-06-2026", "2026-06-05"),
        ("5/6/2026", "6/30/2026", "2026-05-06"),
        ("30-06-2026", "05-06-2026", "2026-06-30"),
    ],
)
def test_a_date_is_read_as_the_one_beside_it(text, beside, day):
    assert read_date(text, [beside]) == day


@pytest.mark.parametrize("beside", [[], ["04-06-2026"], ["30-06-2026", "06-30-2026"]])
def test_a_date_that_nothing_decides_is_not_guessed(beside):
    with pytest.raises(UserError):
        read_date("05-06-2026", beside)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("15.1.", "31.1.2026", ("2026-01-15", "2026-01-31")),
        ("5-1", "31-1-2026", ("2026-01-05", "2026-01-31")),
        ("15.1.", "5.2.2026", ("2026-01-15", "2026-02-05")),
        ("28 dec", "11 jan 2027", ("2026-12-28", "2027-01-11")),
        ("28. Dez.", "11. Jan. 2027", ("2026-12-28", "2027-01-11")),
        ("Dec 28", "Jan 11, 2027", ("2026-12-28", "2027-01-11")),
        ("1", "15 december 2026", ("2026-12-01", "2026-12-15")),
        ("1.", "15.12.2026", ("2026-12-01", "2026-12-15")),
        ("28 dec 2026", "11 jan", ("2026-12-28", "2027-01-11")),
    ],
)
def test_a_period_may_state_its_year_once(first: str, last: str, days: tuple[str, str]) -> None:
    whole = with_its_year(first, last, begins=True), with_its_year(last, first, begins=False)
    assert (read_date(whole[0], [whole[1]]), read_date(whole[1], [whole[0]])) == days


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("15.1.", "31.1."),  # of no year
        ("28", "3 januari 2027"),  # of December, or a slip
        ("5.1.", "6.1.2026"),  # either may be the month
        ("binnenkort", "31.1.2026"),
        ("2026-01-15", "2026-01-31"),
        ("", "31.1.2026"),
        ("31 feb", "1 mrt 2026"),
    ],
)
def test_a_first_day_that_nothing_decides_stays_as_it_is(first: str, last: str) -> None:
    assert with_its_year(first, last, begins=True) == first


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.integers(0, 364))
def test_a_year_left_out_is_that_of_the_nearest_such_day_before(last: dt.date, days: int) -> None:
    first = last - dt.timedelta(days)
    assume((first.month, first.day) != (2, 29))
    said = with_its_year(f"{first.day} {first:%b}", f"{last.day} {last:%b %Y}", begins=True)
    assert read_date(said) == first.isoformat()
