"""Words of a language: gettext catalogues read at run time, figures formatted as the language does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from numbers import Real
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from catalog.dates import first_day
from catalog.errors import UserError
from catalog.feeds.size_names import Market
from storefront.sizes import market_of, size_said, with_american_units

FOLDER = Path(__file__).parent / "words"

# How many decimals a figure is shown with, by the unit at the end of its name. Anything else gets at most one.
WHOLE_UNITS = ("mm", "years", "nights", "weeks", "minutes", "fit", "height_low_cm", "height_high_cm")
FIRMNESS = ("firmness", "target", "other")
WITHOUT_GROUPING = "year"


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The supported languages: one `.po` file each, named after its code."""
    return tuple(sorted((path.stem for path in folder.glob("*.po")), key=lambda code: (code != MAIN, code)))


MAIN = "nl"  # the default language; the shops are Dutch
LANGUAGES = languages()


@dataclass(frozen=True)
class Words:
    """Sentences of one language by key: `w(key, weight_kg=82.5)`.

    A text figure that has an entry `term.<text>` (a zone, a position) is translated. `counted` names, for a sentence
    with a plural, the figure that counts; `plurals` has the sentence for each plural form. Raises KeyError for a
    missing key or figure: a bug, prevented by the tests.
    """

    lang: str
    sentences: Mapping[str, str]
    counted: Mapping[str, str] = field(default_factory=dict)
    plurals: NullTranslations = field(default_factory=NullTranslations)
    locale: str = ""  # locale of figures and dates, such as en_GB; the language's own where none is given
    market: Market = ""  # whose names of sizes, and inches, are used
    sleeper: str = "household.sleeper"  # the word for each of two people, in the sentences that say {sleeper}

    def __post_init__(self) -> None:
        object.__setattr__(self, "locale", self.locale or self.lang)

    def __call__(self, key: str, /, **figures: object) -> str:
        sentence = self.sentences[key]
        if not figures:
            return sentence
        if counts := self.counted.get(key):
            sentence = self.plurals.ngettext(key, key, _counted(counts, figures[counts]))
        currency = str(figures.get("currency") or "EUR")
        shown = {name: self.figure(name, value, currency) for name, value in figures.items()}
        if "{sleeper}" in sentence:
            shown["sleeper"] = self.sentences[self.sleeper]
        said = sentence.format_map(shown)
        return self.measure(said)

    def measure(self, said: str) -> str:
        """What was measured, with inches and pounds beside it for whoever buys where those are used."""
        return with_american_units(said, self.number) if self.market == "US" else said

    def size(self, text: str) -> str:
        """A size such as "150x200" as it is said where somebody buys."""
        return size_said(text, self.market, self.number)

    def __contains__(self, key: object) -> bool:
        return key in self.sentences

    @property
    def of_customers(self) -> Words:
        """The same words where two people are customers of the counter."""
        return replace(self, sleeper="counter.sleeper")

    def number(self, value: float, decimals: int = 1, *, fixed: bool = False) -> str:
        """`5.84` -> "5,8" in Dutch; trailing zeros are dropped unless `fixed`."""
        digits = ("0" if fixed else "#") * decimals
        return format_decimal(round(value, decimals) + 0.0, f"#,##0.{digits}" if decimals else "#,##0", self.locale)

    def money(self, value: float, currency: str = "EUR") -> str:
        own = str(Locale.parse(self.locale).currency_formats["standard"].pattern)
        sign = "¤" if own.startswith("¤#") else "¤\xa0"  # "£599", but "€ 599"
        pattern = f"{sign}#,##0" if float(value).is_integer() else f"{sign}#,##0.00"
        return format_currency(value, currency, pattern, self.locale, currency_digits=False)

    def date(self, iso: str) -> str:
        """ "2026-11-23" -> "23 november 2026", "2026-11" -> "november 2026"; anything else is a date not known."""
        day = first_day(iso)
        if day is None:
            return self.term("none")
        if len(iso) == len("2026"):
            return iso
        if len(iso) == len("2026-11"):
            return format_skeleton("yMMMM", day, locale=self.locale)
        return format_date(day, "long", self.locale)

    def term(self, name: str) -> str:
        """The word for a fixed name of the contract ("medium-firm"), or the name itself where it is a proper name."""
        return self.sentences.get(f"term.{name}", name)

    def country(self, code: str) -> str:
        """ "NL" -> "Nederland", "Netherlands"; an unknown code is shown as it is."""
        return str(Locale.parse(self.locale).territories.get(code, code))

    def _text(self, name: str, value: str) -> str:
        if name.endswith("market"):
            return self.country(value)
        if name == "size":
            return self.size(value)
        return self.date(value) if name.endswith("date") else self.term(value)

    def figure(self, name: str, value: object, currency: str = "EUR") -> str:
        """A figure of a sentence as its name wants it: with its unit's decimals, as money, as a date, as a word."""
        if isinstance(value, str):
            return self._text(name, value)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return self.term(str(value).lower())
        if name.endswith("price"):
            return self.money(value, currency)
        if name.endswith(FIRMNESS):  # beside the answer's own figure, which keeps its decimal
            return self.number(value, fixed=True)
        if name.endswith("share"):
            return format_percent(value, "#,##0%", self.locale)
        if name.endswith(WITHOUT_GROUPING):
            return str(value)
        return self.number(value, _decimals(name))


def _decimals(name: str) -> int:
    return 0 if name.endswith(WHOLE_UNITS) else 1


def _counted(name: str, value: object) -> int:
    """The number that decides on singular or plural: the one that is shown. A fraction takes the form for two."""
    shown = round(float(value), _decimals(name)) if isinstance(value, Real) else 0.5
    return int(shown) if shown.is_integer() else 2


@cache
def words(lang: str, folder: Path = FOLDER) -> Words:
    """The words of a language, read once. A plural entry's msgid_plural names the figure that counts, in braces; the
    header's Plural-Forms say which number takes which form.

    The file's header names the locale of figures and dates ("Language: en_GB").

    Raises:
        UserError: there is no file for this language.
    """
    if lang not in languages(folder):
        raise UserError(f"{lang!r} is not a supported language", where="lang", allowed=", ".join(languages(folder)))
    with (folder / f"{lang}.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    sentences, counted = {}, {}
    for message in catalogue:
        if isinstance(message.id, tuple | list) and isinstance(message.string, tuple | list):
            key, plural = message.id
            sentences[key], counted[key] = message.string[-1], plural.strip("{}")
        elif message.id:
            sentences[str(message.id)] = str(message.string)
    return Words(lang, sentences, counted, _plurals(catalogue), str(catalogue.locale_identifier or lang))


@cache
def words_for(lang: str, *markets: str) -> Words:
    """The words of a language for somebody who buys in a country: sizes and prices as they are said there."""
    w, market = words(lang), market_of(markets)
    american = "en_US" if market == "US" and w.locale == "en_GB" else w.locale  # "$599", not "US$599"
    return replace(w, market=market, locale=american)


def _plurals(catalogue: Catalog) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def placeholders(sentence: str) -> set[str]:
    """Names in braces in a sentence: both languages must use the same ones."""
    return set(re.findall(r"\{(\w+)\}", sentence))
