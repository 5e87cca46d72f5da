"""The answer page's parts as HTML text: verdict, free measures, cards in tie groups, near misses. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from catalog.mattress import Mattress
from catalog.texts import shortened
from recommender.advice.care import Care
from recommender.advice.current_bed import BedState
from recommender.advice.grades import EXPERT, TOLD
from recommender.explanation import Explanation, Pick
from recommender.matching import VERDICT_BORDERLINE, VERDICT_FITS
from recommender.reasons import Figure, Reason
from recommender.sentences.rejections import NotChosen
from recommender.sleeper import POSITIONS
from storefront.answer import chance
from storefront.answer.as_json import say
from storefront.answer.setting import said as said_setting
from storefront.plain_text import in_html
from storefront.words import Words

COLOUR_OF_VERDICT = {"borderline": "amber", "none_fits": "amber", "keep_bed": "", "wait": "amber", "fits": ""}
PICKS_HEADING = {"fits": "result.picks", "borderline": "result.picks_best"}  # any other verdict: result.picks_anyway
FIRST_TIPS = 3
LONGEST_DECLARED = 60  # characters of the firmness in the source's own words
CHANGES_SHOWN = 3  # the nearest ones; a longer list adds nothing
NOT_A_DIAGNOSIS = ("unknown", "fine")  # stated only where the signs contradict each other, or as the verdict itself
Names = Callable[[str], str]


def care(found: Iterable[Care], w: Words) -> str:
    """Whom to see and how soon: above everything else."""
    return "".join(
        f'<div class="note amber care"><h2>{escape(w(f"safety.level_{one.term}"))}</h2>'
        f"<p>{escape(say(one.reason, 'advice', w))}</p></div>"
        for one in found
    )


def verdict(explanation: Explanation, w: Words) -> str:
    """The conclusion, before any mattress."""
    reasons = "".join(f"<p>{escape(say(reason, 'verdict', w))}</p>" for reason in explanation.verdict_reasons)
    colour = COLOUR_OF_VERDICT[explanation.verdict]
    heading = escape(w(f"verdict.{explanation.verdict}.heading"))
    body = escape(w(f"verdict.{explanation.verdict}.body"))
    compromise = f"<p>{escape(w('verdict.compromise'))}</p>" if explanation.compromise else ""
    return f'<div class="note {colour}"><h2>{heading}</h2><p>{body}</p>{reasons}{compromise}</div>'


def target_sentence(explanation: Explanation, w: Words) -> str:
    target = explanation.target
    low, high = (w.number(edge, fixed=True) for edge in target.firmness_80)
    firmness = w.number(target.firmness, fixed=True)
    sentence = escape(w("result.target", label="LABEL", firmness=firmness)).replace(
        "LABEL", f"<b>{escape(w.term(target.label))}</b>"
    )
    sure = escape(w("result.target_80", low=low, high=high))
    return f'<p class="answer">{sentence}</p><p class="quiet">{sure}</p>'


def cautions(reasons: Iterable[Reason], w: Words) -> str:
    return "".join(f'<p class="caution">{escape(say(reason, "caution", w))}</p>' for reason in reasons)


def tips(advice: Sequence[Reason], w: Words) -> tuple[str, str]:
    """The first free measures, and the rest for a collapsed section."""

    def listed(reasons: Sequence[Reason]) -> str:
        return '<ul class="tips">' + "".join(_tip(reason, w) for reason in reasons) + "</ul>" if reasons else ""

    return listed(advice[:FIRST_TIPS]), listed(advice[FIRST_TIPS:])


def _tip(reason: Reason, w: Words) -> str:
    return f"<li>{escape(say(reason, 'advice', w))}{_evidence(reason, w)}</li>"


def _evidence(reason: Reason, w: Words) -> str:
    """Grade and source of a sentence; for a judgement of professionals they are the same; a sentence about the person's
    own answers needs neither.
    """
    grade, source = reason.figures.get("grade"), str(reason.figures.get("source") or "")
    if f"grade.{grade}" not in w or source == TOLD:
        return ""
    said = w("grade.label", grade=w(f"grade.{grade}"))
    named = "" if source in ("", EXPERT) else f" ({w.term(source)})"
    return f'<span class="grade">{escape(said + named)}</span>'


def bed_now(state: BedState, w: Words) -> str:
    """What the self-tests say about the present bed, with the signs it is derived from; empty where they say
    nothing.
    """
    contradicting = any(reason.key == "advice.sign_mixed" for reason in state.reasons)
    if state.state in NOT_A_DIAGNOSIS and not contradicting:
        return ""
    signs = "".join(_tip(reason, w) for reason in state.reasons)
    heading = escape(w(f"advice.state_{state.state}"))
    return f'<section class="bed-now"><h3>{heading}</h3><ul class="tips">{signs}</ul></section>'


def tie_groups(explanation: Explanation, size: str, w: Words, names: Names = str) -> str:
    """The picks as cards; beds that fit this person equally well share a frame that says so.

    `names`: the name of a mattress by its id, for what would change the answer.
    """
    frames = []
    for group, members in groupby(explanation.picks, key=lambda pick: pick.tie_group):
        picks = list(members)
        n_tied = explanation.n_tied.get(group, len(picks))
        said = ""
        if n_tied > 1:
            more = n_tied - len(picks)
            key = "result.tie_more" if more > 0 else "result.tie"
            said = f"<p>{escape(w(key, n=n_tied, shown=len(picks)))}</p>"
        cards = "".join(card(pick, size, w, names) for pick in picks)
        kind = "tie several" if n_tied > 1 else "tie"
        frames.append(f'<section class="{kind}">{said}<div class="cards">{cards}</div></section>')
    if frames and explanation.undecided:
        frames.append(f'<p class="quiet">{escape(w("result.undecided", n=explanation.undecided))}</p>')
    return "".join(frames)


def card(pick: Pick, size: str, w: Words, names: Names = str) -> str:
    """One bed: name, price in this size, the chance that it suits, how near it comes and its fit behind that, two
    reasons, one caution, why not higher.
    """
    reasons = "".join(f"<li>{escape(say(reason, 'reason', w))}</li>" for reason in pick.reasons[:2])
    caution = cautions(pick.cautions[:1], w)
    set_to = f"<p><b>{escape(w('result.setting'))}</b> {escape(setting(pick, w))}</p>" if pick.setting else ""
    changes = _changes(pick.changes_if, names, w)
    why = f"<summary>{escape(w('result.why_not_higher'))}</summary>{_why_not_higher(pick, w)}"
    return (
        f'<article class="pick"><h3><span class="mark">{pick.rank}</span>{safe_name(pick.mattress)}</h3>'
        f'<span class="quiet small">{escape(facts(pick.mattress, w))}</span>'
        f'<span class="price">{escape(price(pick, size, w))}</span>{_fit(pick, w)}<ul>{reasons}</ul>{set_to}{caution}'
        f"{changes}<details>{why}</details></article>"
    )


def fit_word(relative: float, w: Words) -> str:
    """How near a bed comes to what this body needs, whatever is unsure."""
    near, fairly = relative >= VERDICT_FITS, relative >= VERDICT_BORDERLINE
    return w("fit.fits" if near else "fit.borderline" if fairly else "fit.poor")


def fit_points(pick: Pick, w: Words) -> str:
    """The expected fit in points, with its interval."""
    low, high = pick.fit_80
    return w("result.fit_80", expected_fit=pick.fit, low_fit=low, high_fit=high)


def price(pick: Pick, size: str, w: Words) -> str:
    if pick.price is None:
        return w("result.price_unknown")
    amount = w.money(pick.price, pick.currency or "EUR")
    if not size and pick.mattress.price_size is not None:
        size = f"{pick.mattress.price_size.width_cm:g}x{pick.mattress.price_size.length_cm:g}"
    unknown = any(reason.key.endswith("price_size_unknown") for reason in pick.cautions)
    if unknown or not size:
        return w("result.price_any", amount=amount)
    return w("result.price_in", amount=amount, size=size)


def safe_name(mattress: Mattress) -> str:
    """Brand, model and variant, safe inside HTML."""
    return in_html(mattress.name)


def facts(mattress: Mattress, w: Words) -> str:
    """Type, height and declared firmness, as far as they are known."""
    parts = [w(f"type.{mattress.type}" if f"type.{mattress.type}" in w else "type.unknown")]
    if mattress.height_cm is not None:
        parts.append(w("result.height", height_cm=mattress.height_cm))
    if mattress.firmness_original:
        parts.append(w("result.declared", declared=shortened(mattress.firmness_original, LONGEST_DECLARED)))
    return " · ".join(parts)


def setting(pick: Pick, w: Words) -> str:
    """What to set an adjustable bed to, which side to lie on, which layers to ask for."""
    assert pick.setting is not None
    return said_setting(pick.setting, w)


def not_chosen(near: Sequence[NotChosen], w: Words) -> str:
    items = "".join(
        f"<li><b>{safe_name(miss.mattress)}</b>: {escape(say(miss.reason, 'not_chosen', w))}</li>" for miss in near
    )
    return f'<ul class="tips">{items}</ul>'


def unranked(beds: Sequence[Mattress], w: Words) -> str:
    items = "".join(f"<li>{safe_name(bed)} ({escape(facts(bed, w))})</li>" for bed in beds)
    return f"<p>{escape(w('result.unranked_why'))}</p><ul>{items}</ul>"


def _fit(pick: Pick, w: Words) -> str:
    low, high = (min(max(edge, 0), 100) for edge in pick.fit_80)
    points = escape(fit_points(pick, w))
    said = escape(chance.sentence(pick.chance_suits, w))
    return (
        f'<div class="fit"><b aria-hidden="true">{chance.dots(pick.chance_suits)}</b><strong>{said}</strong>'
        f"<span>{escape(fit_word(pick.relative, w))}</span></div>"
        f'<div class="fitbar" aria-hidden="true"><i style="left:{low:.0f}%;width:{max(high - low, 1):.0f}%"></i>'
        f'<b style="left:{min(max(pick.fit, 0), 99):.0f}%"></b></div><span class="quiet small">{points}</span>'
    )


def _changes(changes: Sequence[Mapping[str, Figure]], names: Names, w: Words) -> str:
    """What would make another bed the first choice: a field, the threshold of its figure, and that bed."""
    items = ""
    for change in changes[:CHANGES_SHOWN]:
        field, then = str(change["field"]), names(str(change["then"]))
        side = "above" if "above" in change else "below"
        sentence = w(f"change.{side}", what=w(f"change.{field}"), value=_measured(field, change[side], w), name=then)
        items += f"<li>{escape(sentence)}</li>"
    return f'<p class="quiet small">{escape(w("change.lead"))}</p><ul>{items}</ul>' if items else ""


def _measured(field: str, value: Figure, w: Words) -> str:
    """A figure of a profile with its unit."""
    if not isinstance(value, int | float):
        return w.term(str(value))
    if field in POSITIONS:
        return f"{w.number(100 * value, 0)}%"
    unit = field.rsplit("_", 1)[-1]
    return f"{w.number(value)} {unit}" if unit in ("kg", "cm") else w.number(value)


def _sinks(pick: Pick, w: Words) -> str:
    shoulder, hip = pick.physical.get("shoulder_immersion_mm"), pick.physical.get("immersion_mm")
    if shoulder is None or hip is None:
        return ""
    return f"<p>{escape(w('result.sinks', shoulder_mm=shoulder, hip_mm=hip))}</p>"


def _why_not_higher(pick: Pick, w: Words) -> str:
    total = sum(pick.discomfort.values()) or 1.0
    largest = sorted(pick.discomfort.items(), key=lambda item: -item[1])
    rows = "".join(
        f"<tr><th scope='row'>{escape(w(f'component.{name}'))}</th><td>{w.number(100 * value / total, 0)}%</td></tr>"
        for name, value in largest
        if value / total >= 0.01
    )
    rest = cautions(pick.cautions[1:], w) + _sinks(pick, w)
    return f"<p>{escape(w('result.why_not_higher_lead'))}</p><table class='plain'>{rows}</table>{rest}"
