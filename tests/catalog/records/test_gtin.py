import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.records.gtin import SAMPLES, read_gtin


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("4006381333931", ("4006381333931", None)),
        ("4 006381 333931", ("4006381333931", None)),
        ("036000291452", ("036000291452", None)),
        ("73513537", ("73513537", None)),
        ("", (None, "missing_gtin")),
        ("0000000000000", (None, "null_gtin")),
        ("4012345678901", (None, "sample_gtin")),
        ("4,01235E+12", (None, "excel_gtin")),
        ("4.01235e+12", (None, "excel_gtin")),
        ("4006381333932", (None, "bad_gtin")),
        ("12345", (None, "bad_gtin")),
        ("abc", (None, "bad_gtin")),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", (None, "bad_gtin")),
        ("8712345678906.0", ("8712345678906", None)),  # a column a spreadsheet took for numbers
        ("8712345678906,00", ("8712345678906", None)),
        ('="8712345678906"', ("8712345678906", None)),  # a formula that keeps it as text
        ("'8712345678906", ("8712345678906", None)),
        ("8712345678906.5", (None, "bad_gtin")),
        ("8712345678906.", (None, "bad_gtin")),
        ("10614141000415", ("10614141000415", None)),
        ("36000291452", ("0036000291452", "gtin_leading_zero")),
        ("87123\u201145678906", ("8712345678906", None)),  # a hyphen that does not break
        ("87123;45678906", (None, "bad_gtin")),
        ("EAN 8712345678906", ("8712345678906", None)),
        ("EAN-13: 8712345678906", ("8712345678906", None)),
        ("GTIN13 8712345678906", ("8712345678906", None)),
        ("EAN 8712345678907", (None, "bad_gtin")),
        ("8712345678906, 8712345678906", ("8712345678906", None)),
        ("8712345678906, 8712345678913", (None, "several_gtins")),
        ("8712345678906|8712345678913;4006381333931", (None, "several_gtins")),
        ("8712345678906, 123", (None, "bad_gtin")),
        ("1" * 5000, (None, "bad_gtin")),
    ],
)
def test_what_goes_wrong_with_an_ean(text, answer):
    assert read_gtin(text) == answer


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body, place, change):
    total = sum(int(digit) * (1, 3)[i % 2] for i, digit in enumerate(f"{body:012d}"))
    whole = f"{body:012d}{-total % 10}"
    assert read_gtin(whole)[0] == (None if whole in SAMPLES or not whole.strip("0") else whole)
    broken = f"{whole[:place]}{(int(whole[place]) + change) % 10}{whole[place + 1 :]}"
    assert read_gtin(broken)[0] is None
