"""A shop's own look, and who answers for people's data, from one TOML file that `MATTRESS_FIT_SHOP` points to.

    name = "Slaaphuis"
    logo = "logo.svg"          # beside this file; SVG or PNG
    accent = "#7A2E2E"
    accent_dark = "#F0B3A8"    # for the dark theme; without it the house's own

    [privacy]                  # the page `/privacy`
    controller = "Slaaphuis B.V."
    address = "Beddenlaan 1, 1234 AB Utrecht"
    email = "privacy@slaaphuis.example"
    authority = "Autoriteit Persoonsgegevens"
    authority_url = "https://autoriteitpersoonsgegevens.nl"

Colours that make text hard to read are rejected when the file is read, before a visitor sees them.
"""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from catalog.errors import UserError
from catalog.places import regular_file
from storefront.look.theme import DARK, LIGHT, TEXT_CONTRAST, TEXT_PAIRS, contrast
from storefront.settings import settings

KINDS: Final = {".svg": "image/svg+xml", ".png": "image/png"}
LARGEST_FILE: Final = 100_000  # bytes
LARGEST_LOGO: Final = 200_000  # bytes: it is sent with every page
WASH: Final = 0.1  # how much of the accent is mixed into the paper for a quiet background

Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


# One line of text; an address of several lines is written with commas.
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
Email = Annotated[str, Field(max_length=200, pattern=r"^[^@\s<>\"'?&]+@[^@\s<>\"'?&]+\.[^@\s<>\"'?&.]+$")]
Https = Annotated[str, Field(max_length=300, pattern=r"^https://[^\s<>\"']+$")]


class Privacy(BaseModel):
    """Who answers for what people fill in, and where to complain about it.

    Attributes:
        controller: name of the person or company (GDPR, article 4(7)).
        address: where they are.
        email: where to ask.
        officer: the data protection officer, where there is one.
        authority: whom to complain to; without it the page names those of the Netherlands and Belgium.
        authority_url: its site.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    controller: Line
    address: Line
    email: Email
    officer: Line | None = None
    authority: Line | None = None
    authority_url: Https | None = None

    @model_validator(mode="after")
    def _a_site_has_a_name(self) -> Self:
        if self.authority_url and not self.authority:
            raise ValueError("authority_url needs authority, the name it is shown under")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40)] = ""
    logo: str = ""
    accent: Colour | None = None
    accent_dark: Colour | None = None
    privacy: Privacy | None = None


@dataclass(frozen=True)
class Shop:
    """`name` and `logo` (a data URI) are empty where the product's own are used; palettes are complete. `privacy`: None
    where the file does not say who answers for people's data.
    """

    name: str
    logo: str
    light: Mapping[str, str]
    dark: Mapping[str, str]
    privacy: Privacy | None = None


@cache
def shop() -> Shop:
    """The shop of this server, read once. Raises UserError when its file cannot be used."""
    return read_shop(settings().shop)


def read_shop(path: Path | None) -> Shop:
    """Read a shop's file; None gives the product's own look.

    Raises:
        UserError: the file, a field, the logo, or a colour on which text would be hard to read.
    """
    if path is None:
        return Shop("", "", LIGHT, DARK)
    regular_file(path, LARGEST_FILE)
    try:
        told = _File(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"the shop's file cannot be read ({error})", where=str(path)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = [str(part) for part in first["loc"]]
        fields = Privacy.model_fields if at[:1] == ["privacy"] else _File.model_fields
        raise UserError(first["msg"].lower(), where=f"{path}: {'.'.join(at)}", allowed=", ".join(fields)) from None
    return Shop(
        told.name,
        _logo(path.parent / told.logo) if told.logo else "",
        _palette(LIGHT, told.accent, f"{path}: accent"),
        _palette(DARK, told.accent_dark, f"{path}: accent_dark"),
        told.privacy,
    )


def _palette(house: Mapping[str, str], accent: str | None, where: str) -> Mapping[str, str]:
    if accent is None:
        return house
    palette = {**house, "accent": accent, "wash": _mixed(accent, house["paper"])}
    for text, ground in TEXT_PAIRS:
        reached = contrast(palette[text], palette[ground])
        if {text, ground} & {"accent", "wash"} and reached < TEXT_CONTRAST:
            raise UserError(
                f"{text} {palette[text]} on {ground} {palette[ground]} has a contrast of {reached:.1f}",
                where=where,
                allowed=f"{TEXT_CONTRAST} or more",
                mend="Choose a darker accent for the light theme, a lighter one for the dark theme.",
            )
    return palette


def _mixed(accent: str, paper: str) -> str:
    channels = ((int(accent[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(WASH * a + (1 - WASH) * p):02X}" for a, p in channels)


def _logo(file: Path) -> str:
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        raise UserError("this is not a supported picture", where=str(file), allowed=", ".join(KINDS))
    regular_file(file, LARGEST_LOGO)
    try:
        content = file.read_bytes()
    except OSError:
        raise UserError("the logo cannot be read", where=str(file)) from None
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
