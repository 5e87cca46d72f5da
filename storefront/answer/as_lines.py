"""An answer as plain lines, in the order of the answer page, so that the printed answer equals the one on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from recommender.advice.current_bed import bed_state
from recommender.explanation import Explanation, Pick
from recommender.reasons import Reason
from recommender.sleeper import Sleeper
from storefront.answer import as_html, chance, filled_in
from storefront.answer.as_json import say
from storefront.answer.on_page import bed_cards
from storefront.answer.on_page.arrangement import Card, arrange
from storefront.answer.specification import SpecificationLines, specification_lines, target_80_said, target_said
from storefront.words import Words


@dataclass(frozen=True)
class PickLines:
    """One card: a bed and those alike, what it is named for, the chance that it suits, its price.

    `at_best`, what a bed made to measure would reach, `near` and `fit`, how near it comes and its points, are of the
    first card; "" and () where there is none.
    """

    rank: str
    roles: tuple[str, ...]
    name: str
    facts: str
    price: str
    chance: str
    at_best: str
    near: str
    fit: str
    reasons: tuple[str, ...]
    setting: str
    caution: str
    alike: tuple[str, ...]
    site: str


@dataclass(frozen=True)
class AnswerLines:
    """The sentences; `tips` with their evidence, `picks` as cards, `rest` as rows of rank, name, chance and price.

    `care`: whom to see by when, and why. `present_bed`: what it is and what its signs say, as far as told.
    `ask_price`: beds to ask the price of, where none else is left. `near`: where none fits, the closest beds and why
    they do not fit.
    """

    heading: str
    care: tuple[tuple[str, str], ...]
    target: str
    target_80: str
    verdict: tuple[str, ...]
    cautions: tuple[str, ...]
    tips: tuple[tuple[str, str], ...]
    pillow: str
    picks_heading: str
    picks: tuple[PickLines, ...]
    rest: tuple[tuple[str, str, str, str], ...]
    undecided: str
    ask_price: tuple[str, ...]
    near: tuple[str, ...]
    ask_for: SpecificationLines
    filled_in: str
    present_bed: tuple[str, ...]
    small_print: tuple[str, ...]


def answer_lines(answer: Explanation, sleeper: Sleeper, versions: Mapping[str, str], w: Words) -> AnswerLines:
    """What the answer page shows this person; `versions` as `engine.figures_of` gives them."""
    target, beds = answer.target, arrange(answer, w)
    key = chance.verdict_words(answer)
    elsewhere = as_html.said_elsewhere(answer)
    reasons = (say(reason, "verdict", w) for reason in answer.verdict_reasons if reason not in elsewhere)
    compromise = (w("verdict.compromise"),) if answer.compromise else ()
    return AnswerLines(
        heading=w("result.heading"),
        care=tuple((w(f"safety.level_{one.term}"), say(one.reason, "advice", w)) for one in answer.care),
        target=target_said(target.firmness, w.term(target.label), w),
        target_80=target_80_said(target.firmness_80, w),
        verdict=(w(f"{key}.heading"), w(f"{key}.body"), *reasons, *compromise),
        cautions=tuple(say(reason, "caution", w) for reason in answer.cautions),
        tips=tuple((say(tip, "advice", w), _grade(tip, w)) for tip in answer.advice),
        pillow=say(answer.pillow, "pillow", w),
        picks_heading=bed_cards.picks_heading(answer, w),
        picks=tuple(_pick(card, answer, w) for card in (*((beds.first,) if beds.first else ()), *beds.beside)),
        rest=tuple(_row(pick, w) for pick in beds.rest),
        undecided=w("result.undecided", n=answer.undecided) if answer.picks and answer.undecided else "",
        ask_price=_ask_price(answer, w) if answer.verdict_said == "ask_price" else (),
        near=_near(answer, w) if answer.verdict == "none_fits" else (),
        ask_for=specification_lines(answer.specification, w),
        filled_in=filled_in.said(sleeper, w),
        present_bed=_present_bed(sleeper, w),
        small_print=(w("disclaimer.result"), w("result.versions", **versions), *_as_of(answer, w)),
    )


def _present_bed(sleeper: Sleeper, w: Words) -> tuple[str, ...]:
    state = bed_state(sleeper)
    signs = (reason for reason in state.reasons if reason.key != as_html.SAID_BY_HEADING.get(state.state))
    found = (w(f"advice.state_{state.state}"), *(say(reason, "advice", w) for reason in signs))
    known = filled_in.present_bed(sleeper, w)
    return (*((known,) if known else ()), *(found if as_html.says_something(state) else ()))


def _as_of(answer: Explanation, w: Words) -> tuple[str, ...]:
    return (w("result.as_of", as_of_date=answer.as_of.isoformat()),) if answer.as_of else ()


def _ask_price(answer: Explanation, w: Words) -> tuple[str, ...]:
    return tuple(f"{bed.mattress.name}: {chance.to_ask(bed, w)}" for bed in answer.ask_price)


def _near(answer: Explanation, w: Words) -> tuple[str, ...]:
    return tuple(f"{miss.mattress.name}: {say(miss.reason, 'not_chosen', w)}" for miss in answer.not_chosen)


def _pick(card: Card, answer: Explanation, w: Words) -> PickLines:
    pick, first = card.pick, card.pick.rank == 1
    return PickLines(
        rank=str(pick.rank),
        roles=tuple(w(f"role.{role}") for role in card.roles if role != "best_fit"),
        name=pick.mattress.name,
        facts=bed_cards.facts(pick.mattress, w, declared=first and not pick.setting, said=card.said),
        price=bed_cards.price(pick, w),
        chance=chance.sentence(pick.chance_suits, w) if first else chance.short(pick.chance_suits),
        at_best=as_html.at_best(answer, w) if first else "",
        near=bed_cards.fit_word(pick.relative, w) if first else "",
        fit=bed_cards.fit_points(pick, w) if first else "",
        reasons=card.reasons,
        setting=f"{w('result.setting')} {bed_cards.setting(pick, w)}" if pick.setting else "",
        caution=card.doubt,
        alike=tuple(other.mattress.name for other in card.alike),
        site=bed_cards.site(pick.url),
    )


def _row(pick: Pick, w: Words) -> tuple[str, str, str, str]:
    return str(pick.rank), pick.mattress.name, chance.short(pick.chance_suits), bed_cards.price(pick, w)


def _grade(tip: Reason, w: Words) -> str:
    return w("grade.label", grade=w(f"grade.{tip.figures['grade']}")) if tip.figures.get("grade") else ""
