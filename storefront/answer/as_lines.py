"""An answer as plain lines, in the order of the answer page, so that the printed answer equals the one on screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from recommender.explanation import Explanation, Pick
from recommender.reasons import Reason
from recommender.sleeper import Sleeper
from storefront.answer import as_html, chance
from storefront.answer.as_json import say
from storefront.answer.on_page import bed_cards
from storefront.words import Words


@dataclass(frozen=True)
class PickLines:
    """One bed: the chance that it suits, how near it comes, its fit in points.

    `setting` and `caution` are empty where there is none.
    """

    rank: str
    name: str
    facts: str
    price: str
    chance: str
    near: str
    fit: str
    reasons: tuple[str, ...]
    setting: str
    caution: str


@dataclass(frozen=True)
class AnswerLines:
    """The sentences; `tips` with their evidence, `groups` of picks with the sentence about the tie ("" for none).

    `care`: whom to see by when, and why. `near`: where none fits, the closest beds and why they do not fit.
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
    undecided: str
    groups: tuple[tuple[str, tuple[PickLines, ...]], ...]
    near: tuple[str, ...]
    small_print: tuple[str, str]


def answer_lines(answer: Explanation, sleeper: Sleeper, versions: Mapping[str, str], w: Words) -> AnswerLines:
    """What the answer page shows this person; `versions` as `engine.figures_of` gives them."""
    target, size = answer.target, sleeper.wishes.size
    low, high = (w.number(edge, fixed=True) for edge in target.firmness_80)
    key = f"verdict.{answer.verdict}"
    reasons = (say(reason, "verdict", w) for reason in answer.verdict_reasons)
    compromise = (w("verdict.compromise"),) if answer.compromise else ()
    shown_size = f"{size[0]:g}x{size[1]:g}" if size else ""
    return AnswerLines(
        heading=w("result.heading"),
        care=tuple((w(f"safety.level_{one.term}"), say(one.reason, "advice", w)) for one in answer.care),
        target=w("result.target", label=w.term(target.label), firmness=w.number(target.firmness, fixed=True)),
        target_80=w("result.target_80", low=low, high=high),
        verdict=(w(f"{key}.heading"), w(f"{key}.body"), *reasons, *compromise),
        cautions=tuple(say(reason, "caution", w) for reason in answer.cautions),
        tips=tuple((say(tip, "advice", w), _grade(tip, w)) for tip in answer.advice[: as_html.FIRST_TIPS]),
        pillow=say(answer.pillow, "pillow", w),
        picks_heading=bed_cards.picks_heading(answer, w),
        groups=_groups(answer, shown_size, w),
        undecided=w("result.undecided", n=answer.undecided) if answer.picks and answer.undecided else "",
        near=_near(answer, w) if answer.verdict == "none_fits" else (),
        small_print=(w("disclaimer.result"), w("result.versions", **versions)),
    )


def _groups(answer: Explanation, size: str, w: Words) -> tuple[tuple[str, tuple[PickLines, ...]], ...]:
    groups = []
    for group, members in groupby(answer.picks, key=lambda pick: pick.tie_group):
        picks = list(members)
        groups.append((_tie(picks, answer.n_tied.get(group, len(picks)), w), tuple(_pick(p, size, w) for p in picks)))
    return tuple(groups)


def _near(answer: Explanation, w: Words) -> tuple[str, ...]:
    return tuple(f"{miss.mattress.name}: {say(miss.reason, 'not_chosen', w)}" for miss in answer.not_chosen)


def _tie(picks: Sequence[Pick], n_tied: int, w: Words) -> str:
    if n_tied < 2:
        return ""
    return w("result.tie_more" if n_tied > len(picks) else "result.tie", n=n_tied, shown=len(picks))


def _pick(pick: Pick, size: str, w: Words) -> PickLines:
    return PickLines(
        rank=str(pick.rank),
        name=pick.mattress.name,
        facts=bed_cards.facts(pick.mattress, w),
        price=bed_cards.price(pick, w),
        chance=chance.sentence(pick.chance_suits, w),
        near=bed_cards.fit_word(pick.relative, w),
        fit=bed_cards.fit_points(pick, w),
        reasons=tuple(say(reason, "reason", w) for reason in pick.reasons[:2]),
        setting=f"{w('result.setting')} {bed_cards.setting(pick, w)}" if pick.setting else "",
        caution=say(pick.cautions[0], "caution", w) if pick.cautions else "",
    )


def _grade(tip: Reason, w: Words) -> str:
    return w("grade.label", grade=w(f"grade.{tip.figures['grade']}")) if tip.figures.get("grade") else ""
