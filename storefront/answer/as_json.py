"""An Explanation as the JSON of `recommend --json`: keys and figures unchanged, texts in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from catalog.mattress import Mattress
from recommender.advice.care import Care
from recommender.experience.next_to_try import Trial
from recommender.experience.probit import SIDE_OF
from recommender.explanation import Explanation, Pick
from recommender.reasons import Figure, Reason
from recommender.sentences.rejections import NotChosen
from recommender.topper import TopperFirst
from storefront.answer import specification, surer
from storefront.words import Words

SCHEMA = 1


def render(explanation: Explanation, words: Words) -> dict[str, Any]:
    """The contract's answer to one person, with every reason in the language of `words`."""
    target = explanation.target
    return {
        "schema": SCHEMA,
        "model": dict(explanation.model),
        "catalog_version": explanation.catalog_version,
        "as_of": explanation.as_of and explanation.as_of.isoformat(),
        "sleeper": {name: dict(figure) for name, figure in explanation.dimensions.items()},
        "shares": dict(explanation.shares),
        "safety": dict(explanation.safety),
        "target": {
            "firmness": target.firmness,
            "firmness_80": list(target.firmness_80),
            "label": target.label,
            "zones": dict(target.zones),
            "zones_80": {zone: list(interval) for zone, interval in target.zones_80.items()},
        },
        "care": care(explanation.care, words),
        "verdict": explanation.verdict,
        "compromise": explanation.compromise,
        "verdict_reasons": said(explanation.verdict_reasons, "verdict", words),
        "cautions": said(explanation.cautions, "caution", words),
        "ideal_discomfort": explanation.ideal_discomfort,
        "attainable_fit": explanation.attainable_fit,
        "attainable_chance": explanation.attainable_chance,
        "topper": _toppers(explanation.topper),
        "topper_reasons": said(explanation.topper.said if explanation.topper else (), "topper", words),
        "specification": specification.as_json(explanation.specification, words),
        "answer_id": explanation.answer_id,
        "surer": surer.as_json(explanation.surer or (), words),
        "picks": [_pick(pick, words) for pick in explanation.picks],
        "undecided": explanation.undecided,
        "tie_group_sizes": {str(group): size for group, size in explanation.n_tied.items()},
        "not_chosen": [_not_chosen(near, words) for near in explanation.not_chosen],
        "ask_price": [_ask(near, words) for near in explanation.ask_price],
        "unranked": [{**_named(mattress), "fit": None} for mattress in explanation.unranked],
        "pillow": {"height_cm_80": _height_cm_80(explanation.pillow), "text": say(explanation.pillow, "pillow", words)},
        "advice": [
            {**_reason(tip, "advice", words), "grade": tip.figures.get("grade"), "source": tip.figures.get("source")}
            for tip in explanation.advice
        ],
    }


def _toppers(topper: TopperFirst | None) -> list[dict[str, Any]]:
    return [asdict(option) for option in topper.options] if topper else []


def say(reason: Reason, kind: str, words: Words) -> str:
    """The sentence of a reason; a key without its kind ("too_firm_at_hip") is found in the words as "<kind>.<key>"."""
    key = reason.key if reason.key in words else f"{kind}.{reason.key}"
    return words(_form(key, reason, words), **reason.figures)


def _form(key: str, reason: Reason, words: Words) -> str:
    """Which form of a sentence suits what stands beside it: the line on how to set a bed already tells its firmness, a
    bed that can be tried at home need not be another one, and a firmness that is shown as what suits the person is not
    merely close to it.
    """
    if reason.figures.get("can_try") is True:
        return f"{key}_at_home"
    form = f"{key}_set" if reason.figures.get("is_set") is True else key
    if key != "reason.close_firmness":
        return form
    firmness, target = (words.figure(name, reason.figures[name]) for name in ("firmness", "target"))
    return f"{form}_same" if firmness == target else form


def care(found: Iterable[Care], words: Words) -> list[dict[str, Any]]:
    """Whom to see, most urgent first, as `recommend --json` gives it."""
    return [
        {**_reason(one.reason, "advice", words), "term": one.term, "term_text": words(f"safety.level_{one.term}")}
        for one in found
    ]


def _reason(reason: Reason, kind: str, words: Words) -> dict[str, Any]:
    return {"key": reason.key, "text": say(reason, kind, words)}


def said(reasons: Iterable[Reason], kind: str, words: Words) -> list[dict[str, Any]]:
    """Key and sentence of each reason."""
    return [_reason(reason, kind, words) for reason in reasons]


def _height_cm_80(pillow: Reason) -> list[Figure]:
    return [pillow.figures["height_low_cm"], pillow.figures["height_high_cm"]]


def _named(mattress: Mattress) -> dict[str, Any]:
    return {
        "mattress_id": mattress.mattress_id,
        "brand": mattress.brand,
        "model": mattress.model,
        "variant": mattress.variant,
    }


def trials(found: Sequence[Trial]) -> list[dict[str, Any]]:
    """Beds to lie on, the most telling first."""
    return [
        {
            "mattress_id": trial.mattress.mattress_id,
            "expected_gain": trial.gain,
            "expected_loss_after": trial.loss_after,
            "chances": dict(zip(SIDE_OF, trial.chances, strict=True)),
        }
        for trial in found
    ]


def _pick(pick: Pick, words: Words) -> dict[str, Any]:
    return {
        "rank": pick.rank,
        "tie_group": pick.tie_group,
        "roles": list(pick.roles),
        "kind": pick.kind,
        **_named(pick.mattress),
        "price": pick.price,
        "currency": pick.currency,
        "price_date": pick.price_date,
        "price_size": None if pick.price_size is None else str(pick.price_size),
        "price_is_history": pick.is_history,
        "sale_until": pick.sale_until,
        "delivery_days": pick.delivery_days,
        "market": pick.market,
        "markets": list(pick.mattress.markets),
        "trial_nights": pick.trial_nights,
        "url": pick.url or None,
        "fit": pick.fit,
        "fit_80": list(pick.fit_80),
        "chance_suits": pick.chance_suits,
        "relative": pick.relative,
        "put_right": pick.put_right,
        "discomfort": dict(pick.discomfort),
        "physical": dict(pick.physical),
        "setting": None if pick.setting is None else dict(pick.setting),
        "reasons": said(pick.reasons, "reason", words),
        "cautions": said(pick.cautions, "caution", words),
        "changes_if": [dict(change) for change in pick.changes_if],
    }


def _not_chosen(near: NotChosen, words: Words) -> dict[str, Any]:
    return {**_named(near.mattress), "fit": near.fit, **_reason(near.reason, "not_chosen", words)}


def _ask(near: NotChosen, words: Words) -> dict[str, Any]:
    """A bed whose price has to be asked for; "price" is the last one known, of "price_date"."""
    known = {name: near.reason.figures.get(name) for name in ("price", "currency", "price_date")}
    fits = {"fit": near.fit, "chance_suits": near.chance_suits}
    return {**_named(near.mattress), **fits, **known, **_reason(near.reason, "ask", words)}
