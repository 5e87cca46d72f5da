"""The chance that a bed suits, as people read it: in tenths, as words and as ten dots."""

from __future__ import annotations

from recommender.explanation import Explanation
from recommender.sentences.rejections import NotChosen
from storefront.answer.as_json import say
from storefront.words import Words

OF = 10
_HARDLY, _ALMOST = 0.05, 0.95  # beyond these a whole number of tenths would promise nothing or everything
HALF = OF // 2  # more of ten than these are likely, and fewer are only so many; a half is neither
_FILLED, _OPEN = "●", "○"


def tenths(chance: float) -> int:
    """0-10, rounded."""
    return min(max(round(OF * chance), 0), OF)


def is_likely(chance: float) -> bool:
    """Whether it suits more than half, in the tenths that are shown: then "suits you well" may stand beside it."""
    return tenths(chance) > HALF


def verdict_words(explanation: Explanation) -> str:
    """The beginning of the keys a verdict is said in: a list may hold the best there is, and nobody be sure of it."""
    picks = explanation.picks
    if explanation.verdict_said == "fits" and picks and not is_likely(picks[0].chance_suits):
        return "verdict.fits_unsure"
    return f"verdict.{explanation.verdict_said}"


def sentence(chance: float, w: Words) -> str:
    """ "Likely to suit 8 in 10 people with your answers"; never none, never all, and "likely" of more than half."""
    if chance < _HARDLY:
        return w("result.chance_least")
    if chance > _ALMOST:
        return w("result.chance_most")
    n = max(tenths(chance), 1)
    if n == HALF:
        return w("result.chance_half", n=n)
    return w("result.chance" if is_likely(chance) else "result.chance_low", n=n)


def short(chance: float) -> str:
    """ "8/10", for the column of a table."""
    if chance < _HARDLY:
        return f"<1/{OF}"
    return f">{OF - 1}/{OF}" if chance > _ALMOST else f"{max(tenths(chance), 1)}/{OF}"


def dots(chance: float) -> str:
    """Ten dots, one filled for each tenth; beside them stands the sentence, which can be read aloud."""
    return _FILLED * tenths(chance) + _OPEN * (OF - tenths(chance))


def to_ask(bed: NotChosen, w: Words) -> str:
    """Behind a bed whose price has to be asked for: "3/10", and a price too old to go by."""
    suits = "" if bed.chance_suits is None else short(bed.chance_suits)
    was = say(bed.reason, "ask", w) if bed.reason.figures else ""  # without a price the list's own words say it all
    return f"{suits}. {was}" if suits and was else suits or was
