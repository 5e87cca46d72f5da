"""A shop's own look: name, logo and accent colour, from one TOML file that `MATTRESS_FIT_SHOP` points to.

    name = "Slaaphuis"
    logo = "logo.svg"          # beside this file; SVG or PNG
    accent = "#7A2E2E"
    accent_dark = "#F0B3A8"    # for the dark theme; without it the house's own

Colours that make text hard to read are rejected when the file is read, before a visitor sees them.
"""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog.errors import UserError
from storefront.look.theme import DARK, LIGHT, TEXT_CONTRAST, TEXT_PAIRS, contrast
from storefront.settings import settings

KINDS: Final = {".svg": "image/svg+xml", ".png": "image/png"}
LARGEST_LOGO: Final = 200_000  # bytes: it is sent with every page
WASH: Final = 0.1  # how much of the accent is mixed into the paper for a quiet background

Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40)] = ""
    logo: str = ""
    accent: Colour | None = None
    accent_dark: Colour | None = None


@dataclass(frozen=True)
class Shop:
    """`name` and `logo` (a data URI) are empty where the product's own are used; palettes are complete."""

    name: str
    logo: str
    light: Mapping[str, str]
    dark: Mapping[str, str]


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
    try:
        told = _File(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"the shop's file cannot be read ({error})", where=str(path)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = f"{path}: {'.'.join(map(str, first['loc']))}"
        raise UserError(first["msg"].lower(), where=where, allowed="name, logo, accent, accent_dark") from None
    return Shop(
        told.name,
        _logo(path.parent / told.logo) if told.logo else "",
        _palette(LIGHT, told.accent, f"{path}: accent"),
        _palette(DARK, told.accent_dark, f"{path}: accent_dark"),
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
    try:
        content = file.read_bytes()
    except OSError:
        raise UserError("the logo cannot be read", where=str(file)) from None
    if len(content) > LARGEST_LOGO:
        raise UserError("the logo is too large", where=str(file), allowed=f"{LARGEST_LOGO // 1000} kB")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
