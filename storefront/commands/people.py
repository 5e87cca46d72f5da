"""Commands about one person: `recommend` and `lie`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from catalog.errors import UserError
from database.choice import chosen
from recommender.advice.care import care
from recommender.advice.safety import hides_products
from recommender.experience.next_to_try import next_to_try
from recommender.explanation import explain
from recommender.fit_target import target
from recommender.household import household
from recommender.matching import match
from recommender.mechanics.bed import Bed, as_listed, plain, usual_bed
from recommender.mechanics.picture import as_json as lying_as_json
from recommender.mechanics.rest import lay
from recommender.person.anthropometry import fill
from recommender.person.profile import parse_profile
from storefront.answer import as_json, as_terminal
from storefront.answer import household as render_household
from storefront.commands.options import (
    AsJson,
    AsOf,
    CatalogName,
    Lang,
    Top,
    exit_to_look_at,
    print_json,
    read_json_object,
)
from storefront.commands.profile_options import BODY_FLAGS, PROFILE_FLAGS, takes_profile
from storefront.plain_text import echo
from storefront.words import words, words_for

NO_PRODUCT = ("none_fits", "products_hidden")

ProfileFile = Annotated[Path | None, typer.Option("--profile", help="a profile as JSON; flags override it")]


@takes_profile(*PROFILE_FLAGS)
def recommend(
    profile: dict[str, Any],
    profile_file: ProfileFile = None,
    partner: Annotated[Path | None, typer.Option(help="a second person's profile as JSON: one bed, or two?")] = None,
    floor: Annotated[
        str | None, typer.Option(metavar="ID,ID", help="beds that can be lain on: which tells most about this person")
    ] = None,
    catalog: CatalogName = None,
    top: Top = 5,
    as_of: AsOf = None,
    lang: Lang = "en",
    json: AsJson = False,
) -> None:
    """One person: what this body needs, which beds fit, and why."""
    beds = chosen(catalog)
    catalogue = beds.catalogue
    sleeper = parse_profile(with_file(profile, profile_file), known_beds=catalogue.ids)
    w = words_for(lang, *sleeper.wishes.markets)
    other = None
    if partner is not None:
        other = parse_profile(read_json_object(partner), where=str(partner), known_beds=catalogue.ids)
    if other and hides_products(other.alarm_signs):
        sleeper = replace(sleeper, alarm_signs=other.alarm_signs)  # an alarm sign of either comes first
    need = target(sleeper)
    explanation = explain(match(need, catalogue, top=top, as_of=as_of))
    hidden = explanation.safety["products_hidden"]
    two = None
    partner_care = care(other) if other and not hidden else ()
    if other and not hidden:
        two = household(need, target(other), catalogue, sleeper.wishes, as_of=as_of)
    trials = () if floor is None or hidden else next_to_try(need, catalogue, _ids(floor), as_of=as_of)
    if json:
        shared = {"partner_care": as_json.care(partner_care, w)}
        pair = {"household": render_household.render(two, w) | shared} if two else {}
        next_ = {} if floor is None else {"next_to_try": as_json.trials(trials)}
        print_json(as_json.render(explanation, w) | {"catalogue": beds.as_json()} | pair | next_)
    else:
        as_terminal.show(explanation, w, partner_care)
        as_terminal.show_trials(trials, w)
        if two:
            render_household.show(two, w)
        if not hidden:
            as_terminal.show_catalogue(beds.version_id, beds.is_live, catalogue, w)
    severe = [finding for finding in catalogue.findings if finding.severity == "severe"]
    for finding in severe:
        echo(f"{finding.where}: {finding.text}", err=True)
    if severe or explanation.verdict in NO_PRODUCT:
        exit_to_look_at()


@takes_profile(*BODY_FLAGS)
def lie(
    profile: dict[str, Any],
    position: Annotated[Literal["side", "back", "stomach"], typer.Option(help="how the body lies")],
    hardness_n_mm: Annotated[float | None, typer.Option(help="the bed, by EN 1957 hardness")] = None,
    firmness: Annotated[float | None, typer.Option(min=0, max=12, help="the bed, by firmness 1-10")] = None,
    mattress: Annotated[str | None, typer.Option(metavar="ID", help="the bed, by its id in the catalogue")] = None,
    zones: Annotated[str, typer.Option(help="factors on the stiffness: shoulder=0.8,waist=1.2,hip=1.0")] = "",
    trough_cm: Annotated[float, typer.Option(help="a worn bed: depth of the trough under the hips")] = 0.0,
    hardness_loss: Annotated[float, typer.Option(help="a worn bed: share of its hardness lost, 0 to 0.6")] = 0.0,
    profile_file: ProfileFile = None,
    catalog: CatalogName = None,
    lang: Lang = "en",
    json: AsJson = False,
) -> None:
    """The mechanics alone: how one body lies on one bed."""
    sleeper = parse_profile({position: 1.0} | with_file(profile, profile_file))
    beds = [bed for bed in (_stated(hardness_n_mm, firmness), _listed(mattress, catalog, sleeper.height_cm)) if bed]
    if len(beds) != 1 or (hardness_n_mm is not None and firmness is not None):
        raise UserError("one bed is needed", where="lie", allowed="one of --hardness-n-mm, --firmness and --mattress")
    bed = replace(beds[0], trough_cm=trough_cm, hardness_loss=hardness_loss)
    bed = replace(bed, zone_factors=_zone_factors(zones)) if zones else bed
    lying = lying_as_json(lay(fill([sleeper]), position, bed))
    lying["cautions"] = as_json.said(lying["cautions"], "caution", words(lang))
    if json:
        print_json(lying)
    else:
        as_terminal.show_lying(lying, words(lang))


def _ids(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def with_file(flags: dict[str, Any], file: Path | None) -> dict[str, Any]:
    """The file's profile, overridden by the flags; a weight or height replaces the file's in any unit."""
    if file is None:
        return flags
    profile = read_json_object(file)
    for measure in ("weight_", "height_"):
        if any(name.startswith(measure) for name in flags):
            profile = {name: value for name, value in profile.items() if not name.startswith(measure)}
    return profile | flags


def _stated(hardness_n_mm: float | None, firmness: float | None) -> Bed | None:
    """A uniform bed; None when neither is given."""
    if firmness is not None:
        return plain(firmness)
    return None if hardness_n_mm is None else usual_bed(hardness_n_mm)


def _listed(mattress_id: str | None, catalog: str | None, height_cm: float) -> Bed | None:
    """A bed of the catalogue under a person of this height; None when none is named."""
    if mattress_id is None:
        return None
    mattress = chosen(catalog).catalogue.by_id(mattress_id)
    if mattress is None:
        raise UserError(f"there is no mattress {mattress_id!r}", where="--mattress", mend="Look up its id.")
    if mattress.firmness is None:
        raise UserError(f"the firmness of {mattress.name} is not known", where="--mattress", mend="Give --firmness.")
    return as_listed(mattress, height_cm)


def _zone_factors(text: str) -> list[float]:
    """ "shoulder=0.8,waist=1.2" as factors for shoulder, waist and hip; a zone not named is 1."""
    factors = {"shoulder": 1.0, "waist": 1.0, "hip": 1.0}
    for part in text.split(","):
        name, _, factor = part.strip().partition("=")
        try:
            if name not in factors:
                raise ValueError
            factors[name] = float(factor)
        except ValueError:
            raise UserError(
                f"{part.strip()!r} cannot be read", where="--zones", allowed="shoulder=0.8,waist=1.2,hip=1.0"
            ) from None
    return list(factors.values())
