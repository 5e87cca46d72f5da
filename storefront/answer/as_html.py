"""The answer page's parts that are not beds, as HTML text: care, what the body needs, verdict, free measures. Pure
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from recommender.advice.care import Care
from recommender.advice.current_bed import BedState
from recommender.advice.grades import EXPERT, TOLD
from recommender.explanation import Explanation
from recommender.fit_target import TargetSummary
from recommender.reasons import Figure, Reason
from recommender.sleeper import POSITIONS
from storefront.answer import chance
from storefront.answer.as_json import say
from storefront.answer.specification import target_80_said, target_said
from storefront.drawing.pictures import says_range
from storefront.words import Words

COLOUR_OF_VERDICT = {"borderline": "amber", "none_fits": "amber", "keep_bed": "", "wait": "amber", "fits": ""}
NO_PURCHASE = ("keep_bed", "wait")  # where the free measures are the answer, and beds only for who wants to look anyway
FIRST_TIPS = 3
TIPS_BEFORE_A_BED = 1
CHANGES_SHOWN = 3  # the nearest ones; a longer list adds nothing
NOT_A_DIAGNOSIS = ("unknown", "fine")  # stated only where the signs contradict each other, or as the verdict itself
SAID_BY_HEADING = {
    "too_soft": "advice.sign_feels_soft",
    "too_firm": "advice.sign_feels_firm",
}  # the same again
# What a bed made to measure would reach, by what the verdict gives as its doubt.
CHANCE_AT_BEST = {
    "verdict.reason.doubt": "result.made_to_measure",
    "verdict.reason.doubt_alike": "result.made_alike",
}
SOFTEST, FIRMEST = 1.0, 10.0  # ends of the scale
Names = Callable[[str], str]


def care(found: Iterable[Care], w: Words) -> str:
    """Whom to see and how soon: above everything else."""
    return "".join(
        f'<div class="note amber care"><h2>{escape(w(f"safety.level_{one.term}"))}</h2>'
        f"<p>{escape(say(one.reason, 'advice', w))}</p></div>"
        for one in found
    )


def target_sentence(explanation: Explanation, w: Words) -> str:
    """What the body needs, as a word and a figure."""
    target = explanation.target
    sentence = escape(target_said(target.firmness, "LABEL", w)).replace(
        "LABEL", f"<b>{escape(w.term(target.label))}</b>"
    )
    return f'<p class="answer">{sentence}</p>'


def target_80(explanation: Explanation, w: Words) -> str:
    return f'<p class="quiet small">{escape(target_80_said(explanation.target.firmness_80, w))}</p>'


def strip(need: TargetSummary, w: Words) -> str:
    """The 1-10 scale on one line, with the person's 80 % interval as a band."""
    low, high = (min(max(edge, SOFTEST), FIRMEST) for edge in need.firmness_80)
    left, right = (100 * (edge - SOFTEST) / (FIRMEST - SOFTEST) for edge in (low, high))
    band = says_range(need.firmness_80, w)
    ticks = "".join(f"<i style='left:{100 * i / 9:.1f}%'></i>" for i in range(10))
    ends = f"<span>1 {escape(w.term('soft'))}</span><span>{escape(w.term('extra firm'))} 10</span>"
    return (
        f'<div class="strip" role="img" aria-label="{escape(w("result.strip_says", band=band))}">'
        f'<div class="track"><b style="left:{left:.1f}%;width:{right - left:.1f}%"><span>{escape(band)}</span></b>'
        f'{ticks}</div><div class="ends">{ends}</div></div>'
    )


def verdict(explanation: Explanation, w: Words, measures: str = "", *, beside_beds: bool = False) -> str:
    """The conclusion, before any mattress; `measures`: what costs nothing, inside it.

    `beside_beds`: on a page that has another place for `said_elsewhere`.
    """
    elsewhere = said_elsewhere(explanation) if beside_beds else ()
    shown = (reason for reason in explanation.verdict_reasons if reason not in elsewhere)
    reasons = "".join(f"<p>{escape(say(reason, 'verdict', w))}</p>" for reason in shown)
    colour = COLOUR_OF_VERDICT[explanation.verdict]
    key = chance.verdict_words(explanation)
    heading, body = escape(w(f"{key}.heading")), escape(w(f"{key}.body"))
    compromise = f"<p>{escape(w('verdict.compromise'))}</p>" if explanation.compromise else ""
    return f'<div class="note verdict {colour}"><h2>{heading}</h2><p>{body}</p>{reasons}{compromise}{measures}</div>'


def at_best(explanation: Explanation, w: Words) -> str:
    """What the best bed there could be would reach, where the first one's chance is low enough to ask; else ""."""
    found = [reason for reason in explanation.verdict_reasons if reason.key in CHANCE_AT_BEST]
    return w(CHANCE_AT_BEST[found[0].key], **found[0].figures) if found else ""


def said_elsewhere(explanation: Explanation) -> tuple[Reason, ...]:
    """The reasons of a verdict that page and paper do not say with it: how sure anybody could be stands beside the
    chance of the first bed; how many beds a wish leaves out, where prices have to be asked for, is folded.
    """
    if explanation.verdict_said == "ask_price":
        return tuple(explanation.verdict_reasons)
    return tuple(reason for reason in explanation.verdict_reasons if reason.key in CHANCE_AT_BEST)


def cautions(reasons: Iterable[Reason], w: Words) -> str:
    return "".join(f'<p class="caution">{escape(say(reason, "caution", w))}</p>' for reason in reasons)


def n_first_tips(explanation: Explanation) -> int:
    """How many free measures stand before the beds: all that matter where no purchase is advised, else the first."""
    return FIRST_TIPS if explanation.verdict in NO_PURCHASE else TIPS_BEFORE_A_BED


def tips(advice: Sequence[Reason], w: Words, n_first: int = FIRST_TIPS) -> tuple[str, str]:
    """The first free measures, and the rest for a fold."""

    def listed(reasons: Sequence[Reason]) -> str:
        return '<ul class="tips">' + "".join(_tip(reason, w) for reason in reasons) + "</ul>" if reasons else ""

    return listed(advice[:n_first]), listed(advice[n_first:])


def pillow(explanation: Explanation, w: Words) -> str:
    line = escape(say(explanation.pillow, "pillow", w))
    return f'<div class="pillow"><h3>{escape(w("pillow.title"))}</h3><p>{line}</p></div>'


def bed_now(state: BedState, w: Words) -> str:
    """What the self-tests say about the present bed, with the signs it is derived from; empty where they say
    nothing.
    """
    if not says_something(state):
        return ""
    signs = "".join(_tip(reason, w) for reason in state.reasons if reason.key != SAID_BY_HEADING.get(state.state))
    heading = escape(w(f"advice.state_{state.state}"))
    listed = f'<ul class="tips">{signs}</ul>' if signs else ""
    return f'<section class="bed-now"><h3>{heading}</h3>{listed}</section>'


def says_something(state: BedState) -> bool:
    contradicting = any(reason.key == "advice.sign_mixed" for reason in state.reasons)
    return contradicting or state.state not in NOT_A_DIAGNOSIS


def changes(found: Sequence[Mapping[str, Figure]], names: Names, w: Words) -> str:
    """What would make another bed the first choice: a field, the threshold of its figure, and that bed.

    `names`: the name of a mattress by its id.
    """
    items = ""
    for change in found[:CHANGES_SHOWN]:
        field, then = str(change["field"]), names(str(change["then"]))
        side = "above" if "above" in change else "below"
        sentence = w(f"change.{side}", what=w(f"change.{field}"), value=_measured(field, change[side], w), name=then)
        items += f"<li>{escape(sentence)}</li>"
    return f'<p>{escape(w("change.lead"))}</p><ul class="plain">{items}</ul>' if items else ""


def fold(summary: str, inside: str, kind: str = "") -> str:
    """A part of the page that opens on a tap; "" without content.

    `kind`: "printed" where it stands open on paper, "small-print" where only its last line does; others are left out.
    """
    if not inside:
        return ""
    classes = f"fold {kind}".strip()
    return f'<details class="{classes}"><summary>{escape(summary)}</summary><div>{inside}</div></details>'


def _tip(reason: Reason, w: Words) -> str:
    return f"<li>{escape(say(reason, 'advice', w))}{_evidence(reason, w)}</li>"


def _evidence(reason: Reason, w: Words) -> str:
    """Grade and source of a sentence, behind a small mark; for a judgement of professionals they are the same; a
    sentence about the person's own answers needs neither.
    """
    grade, source = reason.figures.get("grade"), str(reason.figures.get("source") or "")
    if f"grade.{grade}" not in w or source == TOLD:
        return ""
    said = w("grade.label", grade=w(f"grade.{grade}"))
    named = "" if source in ("", EXPERT) else f" ({w.term(source)})"
    mark = f'<summary aria-label="{escape(said)}">i</summary>'
    return f'<details class="evidence">{mark}<span>{escape(said + named)}</span></details>'


def _measured(field: str, value: Figure, w: Words) -> str:
    """A figure of a profile with its unit."""
    if not isinstance(value, int | float):
        return w.term(str(value))
    if field in POSITIONS:
        return f"{w.number(100 * value, 0)}%"
    unit = field.rsplit("_", 1)[-1]
    return f"{w.number(value)} {unit}" if unit in ("kg", "cm") else w.number(value)
