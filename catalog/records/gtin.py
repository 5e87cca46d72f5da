"""Global trade item numbers (EAN, UPC): what is read, and what goes wrong with them."""

from __future__ import annotations

import re

from stdnum import ean

SAMPLES = {"4012345678901", "1234567890128", "0123456789012", "5901234123457", "9780201379624"}  # from manuals
_TEXT_OF_EXCEL = re.compile(r'^="+(.*?)"+$')  # ="4006381333931"
_LABEL = re.compile(
    r"^(?:ean|gtin|upc|jan|barcode)(?:-?(?:8|12|13|14)(?!\d))?(?:-?(?:code|nr\.?|nummer|number))?[\s:.#]*",
    re.IGNORECASE,
)
DIGITS = 13  # of an EAN
_SEVERAL = re.compile(r"[,;|/]+")
_AS_NUMBER = re.compile(r"(?<=\d)[.,]0+$")  # 4006381333931.0, a column of numbers


def read_gtin(text: str) -> tuple[str | None, str | None]:
    """(GTIN or None, key of what is wrong or None)."""
    if len(text) == DIGITS and text.isascii() and text.isdigit() and _holds(text) and text not in SAMPLES:
        return (text, None) if text.strip("0") else (None, "null_gtin")  # as nearly every feed writes it
    cleaned = _TEXT_OF_EXCEL.sub(r"\1", re.sub(r"\s", "", _LABEL.sub("", text.strip()))).strip("'\"")
    cleaned = ean.compact(_AS_NUMBER.sub("", cleaned))
    if not cleaned:
        return None, "missing_gtin"
    if re.fullmatch(r"\d+(?:[.,]\d+)?[eE]\+?\d+", cleaned):
        return None, "excel_gtin"
    several = {ean.compact(part) for part in _SEVERAL.split(cleaned)} - {""}
    if len(several) > 1 and all(map(ean.is_valid, several)):
        return None, "several_gtins"
    cleaned = several.pop() if len(several) == 1 else cleaned
    if not cleaned.strip("0"):
        return None, "null_gtin"
    if cleaned in SAMPLES:
        return None, "sample_gtin"
    if ean.is_valid(cleaned):
        return cleaned, None
    padded = cleaned.zfill(13)
    if 10 <= len(cleaned) <= 12 and ean.is_valid(padded):
        return padded, "gtin_leading_zero"
    return None, "bad_gtin"


def _holds(digits: str) -> bool:
    """Whether the check digit of an EAN is right."""
    return (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0
