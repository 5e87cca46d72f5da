"""From quiz answers to a profile of the contract, and what is still missing in a step. No screen, no engine
arithmetic.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, get_args

from babel.numbers import get_territory_currencies

from catalog.errors import UserError
from catalog.firmness import H_GRADE_FIRMNESS, LABELS
from catalog.prices import CROWNS, parse_price
from recommender.person.fields import BED, FIELDS, SHARES
from recommender.person.profile import parse_profile
from recommender.person.units import CM_PER_M, KG_PER_LB
from recommender.person.values import NUMBER
from recommender.sleeper import PAINS, ZONES, YesNoUnsure

Answers = Mapping[str, Any]
Profile = dict[str, Any]

# How often somebody lies like this, as tokens of ten; an earlier version had them dealt out one by one. ASSUMED
OFTEN: Final[Mapping[str, int]] = {"sometimes": 2, "often": 5, "mostly": 8}
TOKENS: Final = 10
LYING: Final = SHARES
ACHES: Final = tuple(pain for pain in PAINS if pain != "none")
PREGNANCY: Final = "pregnancy"  # among what is told of health, but no ache
STEPS: Final = ("safety", "body", "lying", "measures", "aches", "bed", "checks", "wishes", "partner")
AGE_BANDS: Final[Mapping[str, float | None]] = {
    "18-29": 24.0,
    "30-39": 35.0,
    "40-49": 45.0,
    "50-59": 55.0,
    "60-69": 65.0,
    "70+": 76.0,
    "unsaid": None,
}
# What may stand on a bed about its firmness.
BED_LABELS: Final = (*(f"H{grade}" for grade in H_GRADE_FIRMNESS), *LABELS)
# What can be seen and felt of the present bed; each is a separate field on the page.
CHECKS: Final = tuple(
    field.name.removeprefix("bed.") for field in BED if set(field.choices) == set(get_args(YesNoUnsure))
)
# Field of a profile -> field on the page, where the two differ.
ON_PAGE: Final[Mapping[str, str]] = {
    "age_years": "age_band",
    "bed.label": "bed_label",
    "bed.type": "bed_type",
    "bed.age_years": "bed_age_years",
    "bed.feels": "bed_feels",
    "bed.base": "bed_base",
    "bed.topper_cm": "topper_cm",
    **{f"bed.{name}": f"check.{name}" for name in CHECKS},
}
HEALTH: Final = ("alarm_signs", "pregnancy_weeks")
# That the list of alarm signs was gone through with "none of these". No other answer to it is kept, and this one is
# never saved: whoever comes back is asked again.
PASSED: Final = "list_passed"
# kg/m2: above the first one adult in a hundred; within the others nearly all. ASSUMED, only for a question on the page.
RARE_BMI: Final = 42.0
USUAL_BMI: Final = (16.0, 35.0)
TOGETHER: Final = "together"
PARTNER: Final = "partner."  # starts the fields of who shares the bed; never saved, because it is somebody else's body
EURO: Final = "EUR"
BUDGET: Final = "max_price"
PEOPLE: Final = ("a", "b")  # customers at the counter; their fields are "a.weight_kg", ...
FELT: Final = "felt."  # and the id of a bed lain on: how it felt as a whole
FELT_AT: Final = "felt_at."  # and a zone, a point and the id: how it felt there
COUNTER_BODY: Final = ("weight_kg", "height_cm", "age_years")
COUNTER_MEASURES: Final = (
    "hip_circumference_cm",
    "hip_breadth_cm",
    "shoulder_breadth_cm",
    "waist_circumference_cm",
)


def steps(answers: Answers) -> tuple[str, ...]:
    """The steps of this visit: without consent nothing about health is asked, and a partner's body only of a pair."""
    left_out = {"aches"} if not answers.get("health_consent") else set()
    left_out |= set() if answers.get("sleeps") == TOGETHER else {"partner"}
    return tuple(step for step in STEPS if step not in left_out)


def owner_of(name: str) -> str:
    """Whose answer a field is: "a." for the first customer of the counter, "" for the visitor of the quiz."""
    person = name.partition(".")[0]
    return f"{person}." if person in PEOPLE else ""


def is_health(name: str) -> bool:
    """Whether a field is about health, and so is deleted when consent is withdrawn."""
    field = name.removeprefix(owner_of(name))
    return field in HEALTH or field.startswith("pain.")


def asked_of_health(sex: object) -> tuple[str, ...]:
    """What may be ticked about health: a man is not asked about a pregnancy."""
    return tuple(name for name in ACHES if name != PREGNANCY or sex != "male")


def not_asked(answers: Answers) -> tuple[str, ...]:
    """Fields that are told, but that nobody is asked any more since they said something else: none of them is kept."""
    found: list[str] = []
    for whose in ("", *(f"{person}." for person in PEOPLE)):
        if PREGNANCY not in asked_of_health(answers.get(f"{whose}sex")):
            found += (f"{whose}pain.{PREGNANCY}", f"{whose}pregnancy_weeks")
    return tuple(name for name in found if name in answers)


def consented(answers: Answers) -> dict[str, Any]:
    """The answers that may be saved: about health only with consent, and nothing of a customer at the counter."""
    allowed = bool(answers.get("health_consent"))
    others = (PASSED, "alarm_signs")
    own = {
        name: value
        for name, value in answers.items()
        if not owner_of(name) and not name.startswith(PARTNER) and name not in others
    }
    return {name: value for name, value in own.items() if allowed or not is_health(name)}


def products_hidden(answers: Answers) -> bool:
    """No product is shown before the list of alarm signs was passed; a sign, or doubt about one, does not pass it."""
    return not answers.get(PASSED)


def profile(answers: Answers, known_beds: Collection[str] = ()) -> Profile:
    """The contract's profile. What was not stated is left out; health answers only with consent. `known_beds`: of the
    catalogue; how one felt that somebody lay on counts.
    """
    found = {**_body(answers), **_night(answers), **_measures(answers), **_health(answers)}
    found |= {"bed": _bed(answers), "firmness_wish": answers.get("firmness_wish")}
    found |= {name: answers.get(name) for name in ("type", "warm_sleeper")} | _shared(answers)
    found |= _lain_on(answers, "", known_beds)
    return {name: value for name, value in found.items() if value is not None and value not in ({}, "any")}


def missing(step: str, answers: Answers) -> tuple[tuple[str, str], ...]:
    """(field, key of a sentence) of what a step requires and is missing."""
    if step == "safety" and products_hidden(answers):
        return ((PASSED, "problem.alarm_signs"),)
    if step == "body":
        there = _size(answers)
        needed = {"weight": "weight_kg", "height": "height_cm"}
        return tuple((name, f"problem.{name}") for name, field in needed.items() if field not in there)
    if step == "lying" and not any(answers.get(name) for name in LYING):
        return (("side", "problem.night"),)
    if step == "partner":
        theirs = _of(PARTNER, answers)
        return tuple((f"{PARTNER}{name}", key) for part in ("body", "lying") for name, key in missing(part, theirs))
    return ()


def partial(step: str, answers: Answers) -> Profile:
    """The profile up to and including a step, with a typical night until one is stated."""
    known = profile(answers)
    if not any(known.get(name) for name in LYING):
        known["side"] = 1.0
    later = STEPS[STEPS.index(step) + 1 :]
    if "wishes" in later:
        known = {name: value for name, value in known.items() if name not in ("size", "max_price", "type", "market")}
    return known


def how_often(tokens: float | None) -> str | None:
    """The word nearest to a number of tokens; None for never."""
    return None if not tokens else min(OFTEN, key=lambda word: abs(OFTEN[word] - tokens))


def partner_profile(answers: Answers) -> Profile | None:
    """Who shares the bed, with the wishes of both; None of somebody alone, or where the partner's part is missing."""
    if "partner" not in steps(answers) or missing("partner", answers):
        return None
    theirs = _of(PARTNER, answers)
    found = {**_size(theirs), **_night(theirs), "sex": theirs.get("sex"), **_shared(answers)}
    return {name: value for name, value in found.items() if value is not None and value != "any"}


def of_partner(answers: Answers) -> dict[str, Any]:
    """What is told of who shares the bed, under the names of the visitor's own answers."""
    return _of(PARTNER, answers)


def _of(prefix: str, answers: Answers) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in answers.items() if name.startswith(prefix)}


def _shared(answers: Answers) -> Profile:
    """What two people buy together: size, country, budget in that country's money unless a sign names another."""
    market = answers.get("market")
    paid_in = currency_of(market)
    money = {} if paid_in == EURO else {"currency": paid_in}
    return {"size": answers.get("size"), "market": market, **money, **_budget(answers)}


def currency_of(market: str | None) -> str:
    """What is paid with in a country ("GB": pounds); euros where none is chosen."""
    used = get_territory_currencies(market) if market and market != "any" else ()
    return str(used[0]) if used else EURO


def felt_field(person: str, mattress_id: str, zone: str = "") -> str:
    """The field of how a bed felt that somebody lay on, as a whole or in a zone; `person`: whose, "" for the visitor of
    the quiz.
    """
    field = f"{FELT_AT}{zone}.{mattress_id}" if zone else f"{FELT}{mattress_id}"
    return f"{person}.{field}" if person else field


def felt_fields(person: str, mattress_id: str) -> tuple[str, ...]:
    """All fields of how one bed felt."""
    return tuple(felt_field(person, mattress_id, zone) for zone in ("", *ZONES))


def _lain_on(answers: Answers, person: str, known_beds: Collection[str]) -> Profile:
    """How beds felt that somebody lay on for some minutes, in the order told; one that left the catalogue since is left
    out.
    """
    whole = felt_field(person, "")
    zone = whole.replace(FELT, FELT_AT)
    told: dict[str, dict[str, Any]] = {}
    for name, felt in answers.items():
        if not felt or not name.startswith((whole, zone)):
            continue
        part, bed = ("felt", name.removeprefix(whole)) if name.startswith(whole) else _at_zone(name.removeprefix(zone))
        if bed in known_beds:
            told.setdefault(bed, {"bed": bed, "nights": 0})[part] = felt
    return {"experiences": list(told.values())} if told else {}


def _at_zone(name: str) -> tuple[str, str]:
    zone, _, bed = name.partition(".")
    return zone, bed


def counter_profile(answers: Answers, person: str, known_beds: Collection[str] = ()) -> Profile:
    """One customer of the counter (fields "a.weight_kg", ...) with the wishes both share, and how beds felt that they
    lay on there; one that left the catalogue since is left out.

    Shares of the night are typed in percent, though any weights do; an age in years stands before an age band of a
    shopper's code.
    """
    told = _of(f"{person}.", answers)
    found = {name: told.get(name) for name in (*COUNTER_BODY, *COUNTER_MEASURES, "sex", "firmness_wish")}
    found |= _size(told)
    found |= {name: _share(told.get(name)) for name in LYING}
    if found["age_years"] is None:
        found["age_years"] = AGE_BANDS.get(str(told.get("age_band")))
    found |= {"bed": _bed(told), "warm_sleeper": told.get("warm_sleeper") or None}
    found |= _health(told) | _shared(answers) | _lain_on(answers, person, known_beds)
    return {name: value for name, value in found.items() if value is not None and value not in ({}, "any")}


def counter_customer(saved: Answers) -> dict[str, Any]:
    """A shopper's saved answers of the quiz as fields of one customer of the counter, without whose they are.

    What was measured by a method that was not chosen in the end is left out, as the quiz leaves it out.
    """
    read = profile(saved)
    kept = (*COUNTER_BODY[:2], *COUNTER_MEASURES, "sex", "age_band", "firmness_wish", "warm_sleeper")
    told = {**saved, **_size(saved), **dict.fromkeys(COUNTER_MEASURES), **_measures(saved)}
    found = {name: told.get(name) for name in (*kept, *(ON_PAGE[field.name] for field in BED))}
    night = {name: read[name] for name in LYING if name in read}
    found |= {name: float(round(100 * share / sum(night.values()))) for name, share in night.items()}
    found |= {name: value for name, value in saved.items() if name.startswith((FELT, FELT_AT))}
    if saved.get("health_consent"):
        found |= {name: value for name, value in saved.items() if is_health(name) and name != "alarm_signs"}
        found["health_consent"] = True
    return {name: value for name, value in found.items() if value is not None}


def _share(said: object) -> object:
    """A share of the night without its sign for percent."""
    return as_typed(said.replace("%", "")) if isinstance(said, str) else said


def counter_ready(profile: Profile) -> bool:
    """Enough for a target: weight, height and at least one position."""
    return {"weight_kg", "height_cm"} <= set(profile) and any(profile.get(name) for name in LYING)


def as_typed(text: str | None, field: str = "") -> float | str | None:
    """What was typed in a field for a number: None where nothing was, the number of a bare one, else the text.

    A budget with a separator stays text: "1.500" and "1,500" are fifteen hundred (`_budget`).
    """
    said = (text or "").strip()
    if not said:
        return None
    if field == BUDGET and not said.isdecimal():
        return said
    return float(said.replace(",", ".")) if NUMBER.fullmatch(said) else said


def in_one_field(answers: Answers) -> Profile:
    """Weight and height of answers given in pounds and feet, as an earlier version asked them, for today's fields."""
    if answers.get("units") != "imperial":
        return {}
    found: Profile = {"units": None}
    if answers.get("weight_lb") is not None:
        found["weight_kg"] = f"{answers['weight_lb']} lb"
    if answers.get("height_ft") is not None:
        found["height_cm"] = f"{answers['height_ft']} ft {answers.get('height_rest_in') or 0} in"
    return found


def size_of(answers: Answers) -> tuple[float, float]:
    """Weight in kg and height in cm. Raises UserError where they are missing or cannot be true."""
    sleeper = parse_profile({**_size(answers), "side": 1})
    return sleeper.weight_kg, sleeper.height_cm


def _size(answers: Answers) -> Profile:
    told = {**answers, **in_one_field(answers)}
    found = {name: told[name] for name in ("weight_kg", "height_cm") if told.get(name) is not None}
    tall = found.get("height_cm")
    if isinstance(tall, float) and tall * CM_PER_M in FIELDS["height_cm"].limits():
        found["height_cm"] = f"{tall} m"  # a bare 1.78 can be nothing else
    return found


def may_be_pounds(answers: Answers) -> float | None:
    """A weight typed without a unit that would be rare in kilos and usual in pounds; None where there is no such doubt.

    Raises:
        UserError: weight or height is missing or cannot be true.
    """
    typed = answers.get("weight_kg")
    if not isinstance(typed, float):
        return None
    weight_kg, height_cm = size_of(answers)
    bmi = weight_kg / (height_cm / CM_PER_M) ** 2
    return typed if bmi >= RARE_BMI and USUAL_BMI[0] <= bmi * KG_PER_LB <= USUAL_BMI[1] else None


def _body(answers: Answers) -> Profile:
    age = AGE_BANDS.get(str(answers.get("age_band")))
    return {**_size(answers), "sex": answers.get("sex"), "age_years": age}


def _budget(answers: Answers) -> Profile:
    """The highest price; "1.000" is a thousand, and a sign names the currency."""
    said = answers.get("max_price")
    if not isinstance(said, str):
        return {"max_price": said}
    try:
        price = parse_price(said, crown=CROWNS.get(str(answers.get("market")), "SEK"))
    except UserError:
        return {"max_price": said}
    return {"max_price": price.amount} | ({"currency": price.currency} if price.currency else {})


def _night(answers: Answers) -> Profile:
    shares = {name: answers[name] / TOKENS for name in LYING if answers.get(name)}
    sure = answers.get("position_sure")
    return {**shares, "position_sure": None if sure is None else sure == "yes"}


def _measures(answers: Answers) -> Profile:
    hips = {"tape": "hip_circumference_cm", "books": "hip_breadth_cm"}.get(str(answers.get("hip_method")))
    found = {} if hips is None else {hips: answers.get(hips)}
    if answers.get("shoulder_method") == "books":
        found["shoulder_breadth_cm"] = answers.get("shoulder_breadth_cm")
    return found


def _health(answers: Answers) -> Profile:
    if not answers.get("health_consent"):
        return {}
    aches = [name for name in asked_of_health(answers.get("sex")) if answers.get(f"pain.{name}")]
    weeks = answers.get("pregnancy_weeks") if PREGNANCY in aches else None
    return {"pain": aches or ["none"], "pregnancy_weeks": weeks}


def _bed(answers: Answers) -> Profile:
    found = {field.name.removeprefix("bed."): answers.get(ON_PAGE[field.name]) for field in BED}
    return {name: value for name, value in found.items() if value is not None and value != "unknown"}
