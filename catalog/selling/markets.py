"""Markets: the countries in which a bed is sold, by ISO 3166-1 alpha-2 code."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from catalog.errors import UserError

_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA "
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA "
    "GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS "
    "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS "
    "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW "
    "TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_CODES.split())
EU = "EU"  # somewhere in the European Union, where a source names no country
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
MEMBERS = frozenset(_MEMBERS.split())
ALIASES = {"UK": "GB", "USA": "US", "EL": "GR"}  # as people, and the European Union for Greece, write them
ALLOWED = "the two letters of a country, such as NL, BE, DE, FR, GB or US"
_BETWEEN = re.compile(r"[\s,;|/+]+")


@functools.lru_cache(maxsize=1000)
def read_market(text: str) -> str:
    """The code of one market: of "nl" or "UK" as well.

    Raises:
        UserError: not a country's code.
    """
    code = text.strip().upper()
    code = ALIASES.get(code, code)
    if code not in COUNTRIES and code != EU:
        raise UserError(f"{text[:40]!r} is not a market", where="market", allowed=ALLOWED)
    return code


def read_markets(text: str) -> tuple[str, ...]:
    """The codes in "NL BE" or "NL, BE", each once.

    Raises:
        UserError: one of them is not a country's code.
    """
    return tuple(dict.fromkeys(read_market(part) for part in _BETWEEN.split(text.strip()) if part))


def known_markets(text: str) -> tuple[str, ...]:
    """The markets of a text that an earlier version of this program kept unread; () where it names none."""
    try:
        return read_markets(text)
    except UserError:
        return ()


def is_sold_in(markets: Iterable[str], wished: Iterable[str]) -> bool | None:
    """Whether what is sold in some markets is sold in one of those wished for; None where its source leaves that open.

    A bed of the European Union may be sold in each of its countries; who wishes for the Union takes any of them.
    """
    stated, asked = set(markets), set(wished)
    if stated & (asked | MEMBERS if EU in asked else asked):
        return True
    return None if not stated or (EU in stated and asked & MEMBERS) else False
