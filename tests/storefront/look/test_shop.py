"""A shop's name, logo and accent come from one file; an accent that makes text hard to read is rejected."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import UserError
from storefront.look.shop import LARGEST_LOGO, read_shop
from storefront.look.theme import DARK, LIGHT, TEXT_CONTRAST, contrast

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 0h4v2H0z"/></svg>'

PRIVACY = """[privacy]
controller = "Slaaphuis B.V."
address = "Beddenlaan 1, 1234 AB Utrecht"
email = "privacy@slaaphuis.example"
"""


def _file(folder: Path, text: str) -> Path:
    (folder / "logo.svg").write_text(LOGO)
    file = folder / "shop.toml"
    file.write_text(text)
    return file


def test_without_a_file_the_house_stands() -> None:
    own = read_shop(None)
    assert (own.name, own.logo, own.light, own.dark) == ("", "", LIGHT, DARK)


def test_name_logo_and_accent_are_taken_over(tmp_path: Path) -> None:
    own = read_shop(_file(tmp_path, 'name = "Slaaphuis"\nlogo = "logo.svg"\naccent = "#7A2E2E"\n'))
    assert own.name == "Slaaphuis"
    assert own.logo.startswith("data:image/svg+xml;base64,")
    assert own.light["accent"] == "#7A2E2E"
    assert own.light["wash"] != LIGHT["wash"]
    assert contrast(own.light["accent"], own.light["wash"]) >= TEXT_CONTRAST
    assert own.dark == DARK


@pytest.mark.parametrize(
    "text",
    [
        'accent = "#FFC0CB"',
        'accent_dark = "#302020"',
        'accent = "teal"',
        'acent = "#7A2E2E"',
        "name = 3",
        "name = ",
        'logo = "logo.exe"',
        'logo = "gone.svg"',
        "privacy = 3",
        '[privacy]\ncontroller = "Slaaphuis"',
        f"{PRIVACY}phone = 3",
        f'{PRIVACY}officer = ""',
        f'{PRIVACY}officer = "two\\nlines"',
        f'{PRIVACY}authority_url = "https://cnil.example"',
        f'{PRIVACY}authority = "CNIL"\nauthority_url = "http://cnil.example"',
        f'{PRIVACY}authority = "CNIL"\nauthority_url = "javascript:alert(1)"',
        PRIVACY.replace("@", " at "),
        PRIVACY.replace("privacy@", "privacy?subject=x@"),
    ],
)
def test_what_cannot_be_used_is_one_clear_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError) as refused:
        read_shop(_file(tmp_path, text))
    assert str(tmp_path) in str(refused.value)


def test_who_answers_for_peoples_data_is_taken_over(tmp_path: Path) -> None:
    assert read_shop(_file(tmp_path, 'name = "Slaaphuis"')).privacy is None
    own = read_shop(_file(tmp_path, PRIVACY)).privacy
    assert own is not None
    assert (own.controller, own.email, own.officer) == ("Slaaphuis B.V.", "privacy@slaaphuis.example", None)


def test_a_field_left_out_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"privacy\.email.*controller, address, email"):
        read_shop(_file(tmp_path, PRIVACY.replace("email", "mail")))


def test_a_hard_to_read_accent_names_its_contrast(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"contrast of 1\.\d.*4\.5 or more"):
        read_shop(_file(tmp_path, 'accent = "#FFC0CB"'))


def test_a_large_logo_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    file = _file(tmp_path, 'logo = "logo.svg"')
    (tmp_path / "logo.svg").write_bytes(b" " * (LARGEST_LOGO + 1))
    with pytest.raises(UserError, match="too large"):
        read_shop(file)
    with pytest.raises(UserError, match="cannot be read"):
        read_shop(tmp_path / "none.toml")
