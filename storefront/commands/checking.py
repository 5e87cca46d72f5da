"""`check-bed`: does a bed that somebody found elsewhere fit this person?"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from catalog.errors import UserError
from catalog.mattress import Finding, Mattress
from catalog.records.page_beds import beds_of_page
from catalog.records.typed_bed import STATED, TypedBed, bed_of_facts
from database.choice import chosen
from recommender.advice.safety import hides_products
from recommender.checking import check_beds
from recommender.explanation import explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.person.fields import FIELDS, WISHES
from recommender.person.profile import parse_profile
from storefront.answer import as_terminal, checked
from storefront.commands.options import AsJson, CatalogName, Lang, exit_to_look_at, print_json
from storefront.commands.people import ProfileFile, with_file
from storefront.commands.profile_options import ProfileCommand, flags_of, takes_profile
from storefront.words import words_for

MOST_BEDS = 12
_ADDRESS = re.compile(r"(https?:/|www\.)", re.IGNORECASE)  # a path has its slashes folded
FACTS = tuple(field.name for field in fields(TypedBed))
_FLAG = {name: "--" + name.replace("_", "-") for name in FACTS}
_PARAMETER = _FLAG | {"height_cm": "--mattress-height-cm"}
_NAMED = {flag: name for names in (_FLAG, _PARAMETER) for name, flag in names.items()}
_PERSONS = flags_of(field for field in FIELDS.values() if field not in WISHES)  # a bed found is not filtered
LOWEST_PERSON_CM = 100.0  # a lower height is a mattress's


class CheckBedCommand(ProfileCommand):
    """Keeps the facts of several beds apart: each bed begins with `--name`, and the flags after it are its own.

    Every bed is handed on with all its facts, "" where one was not given, so the lists of all beds are of one length.
    `--height-cm` under a metre is a mattress's, else the person's.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        beds: list[dict[str, str]] = []
        rest: list[str] = []
        words_ = iter(args)
        for word in words_:
            flag, equals, value = word.partition("=")
            name = _NAMED.get(flag)
            if name is None:
                rest.append(word)
                continue
            said = value if equals else next(words_, None)
            if said is None or (flag == _FLAG["height_cm"] and _is_persons(said)):
                rest += [flag] if said is None else [flag, said]
                continue
            if name == "name" or not beds:
                beds.append({})
            if name in beds[-1]:
                mend = "Begin each bed with --name."
                raise UserError(f"{flag} is given twice for one bed", where="check-bed", mend=mend)
            beds[-1][name] = said
        if len(beds) > 1 and set(beds[-1]) == {"name"} and "name" not in beds[-2]:
            beds[-2:] = [beds[-2] | beds[-1]]  # "--stated H3 --name Alba": nothing follows of another bed
        if len(beds) > 1 and "name" not in beds[0]:
            flag = _FLAG[next(iter(beds[0]))]
            raise UserError(
                f"{flag} stands before the first --name", where="check-bed", mend="Begin each bed with --name."
            )
        for bed in beds:
            for name in FACTS:
                rest += [_PARAMETER[name], bed.get(name, "")]
        return super().parse_args(ctx, rest)


def _is_persons(text: str) -> bool:
    try:
        return float(text.replace(",", ".")) >= LOWEST_PERSON_CM
    except ValueError:
        return False


@takes_profile(*_PERSONS)
def check_bed(
    profile: dict[str, Any],
    name: Annotated[
        list[str] | None, typer.Option(help="begins a bed: the flags below that follow are of this one")
    ] = None,
    stated: Annotated[list[str] | None, typer.Option(help=f"its firmness as stated: {STATED}")] = None,
    type: Annotated[list[str] | None, typer.Option(help="its kind: pocket_spring, cold foam, latex, ...")] = None,
    layers: Annotated[
        list[str] | None, typer.Option(help='from the top: "4 cm memory foam 50 kg/m3; 16 cm pocket springs"')
    ] = None,
    zones: Annotated[
        list[str] | None, typer.Option(help='yes, no, unknown, their number, or a map in cm: "0-35:1 35-75:0.8"')
    ] = None,
    mattress_height_cm: Annotated[
        list[str] | None, typer.Option(help="height of the mattress; --height-cm under 100 is the same")
    ] = None,
    price: Annotated[list[str] | None, typer.Option(help="what it costs: 599 EUR")] = None,
    size: Annotated[list[str] | None, typer.Option(help="the size it costs that in: 90x200")] = None,
    page: Annotated[
        list[Path] | None, typer.Option(help="a saved product page, HTML or a Shopify shop's JSON; repeat for more")
    ] = None,
    profile_file: ProfileFile = None,
    catalog: CatalogName = None,
    lang: Lang = "en",
    json: AsJson = False,
) -> None:
    """A bed found elsewhere: does it fit this person, why, and what is worth asking?"""
    beds_of_list = chosen(catalog)
    sleeper = parse_profile(with_file(profile, profile_file), known_beds=beds_of_list.catalogue.ids)
    w = words_for(lang, *sleeper.wishes.markets)
    facts = (name, stated, type, layers, zones, mattress_height_cm, price, size)
    names = ("name", "stated", "type", "layers", "zones", "height_cm", "price", "size")
    of_each = zip(*(of_all or () for of_all in facts), strict=True)
    typed = [TypedBed(**dict(zip(names, of_one, strict=True))) for of_one in of_each]
    found = _beds(typed, page or [])
    need = target(sleeper)
    if hides_products(sleeper.alarm_signs):
        explanation = explain(match(need, beds_of_list.catalogue))
        if json:
            print_json({"products_hidden": True, "beds": []})
        else:
            as_terminal.show(explanation, w)
        exit_to_look_at()
    answers = check_beds(need, [bed for bed, _ in found], beds_of_list.catalogue)
    if json:
        told = [checked.as_json(one, seen, w) for one, (_, seen) in zip(answers, found, strict=True)]
        print_json({"products_hidden": False, "beds": told, "catalogue": beds_of_list.as_json()})
    else:
        checked.show(answers, w)
    if all(one.verdict in ("none_fits", "unknown") for one in answers):
        exit_to_look_at()


check_bed.command_class = CheckBedCommand  # type: ignore[attr-defined]


def _beds(typed: list[TypedBed], pages: list[Path]) -> list[tuple[Mattress, tuple[Finding, ...]]]:
    """The beds typed, then those of each page, with what was found on it."""
    found: list[tuple[Mattress, tuple[Finding, ...]]] = [(bed_of_facts(facts), ()) for facts in typed]
    for path in pages:
        if _ADDRESS.match(str(path)):
            mend = "Save the page in your browser and name that file."
            raise UserError("is an address, and nothing is fetched", where=str(path), mend=mend)
        beds, findings = beds_of_page(path, dt.date.today())
        found += [(bed, findings) for bed in beds]
    if not found:
        allowed = "--name, --stated, --type, --layers and the other facts of a bed, or --page FILE"
        raise UserError("no bed is given", where="check-bed", allowed=allowed)
    if len(found) > MOST_BEDS:
        raise UserError(f"{len(found)} beds are given", where="check-bed", allowed=f"at most {MOST_BEDS}")
    return found
