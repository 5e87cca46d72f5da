"""Global trade item numbers (EAN, UPC): their check digit and what goes wrong with them."""

from __future__ import annotations

import re

LENGTHS = (8, 12, 13, 14)
SAMPLES = {"4012345678901", "1234567890128", "0123456789012", "5901234123457", "9780201379624"}  # from manuals


def check_digit_holds(gtin: str) -> bool:
    """Whether the last digit fits the others: weights 3 and 1 from the right (GS1)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(gtin)))
    return total % 10 == 0


def read_gtin(text: str) -> tuple[str | None, str | None]:
    """(GTIN or None, key of what is wrong or None)."""
    cleaned = re.sub(r"[\s-]", "", text).strip("'\"")
    if not cleaned:
        return None, "missing_gtin"
    if re.fullmatch(r"\d+(?:[.,]\d+)?[eE]\+?\d+", cleaned):
        return None, "excel_gtin"
    if not cleaned.isascii() or not cleaned.isdigit():
        return None, "bad_gtin"
    if not cleaned.strip("0"):
        return None, "null_gtin"
    if cleaned in SAMPLES:
        return None, "sample_gtin"
    if len(cleaned) in LENGTHS and check_digit_holds(cleaned):
        return cleaned, None
    padded = cleaned.zfill(13)
    if 10 <= len(cleaned) <= 12 and check_digit_holds(padded):
        return padded, "gtin_leading_zero"
    return None, "bad_gtin"
