"""Which bed stands where on the answer page, and what is said of it there: no sentence stands on a page twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from recommender.explanation import Explanation, Pick
from recommender.reasons import Reason
from storefront.answer.as_json import say
from storefront.words import Words

BESIDE = 2  # smaller cards next to the first
REASONS_FIRST, REASONS_BESIDE = 2, 1


@dataclass(frozen=True)
class Card:
    """One bed with a card of its own: its pick, up to two sentences for it and one of doubt ("" where none is left)."""

    pick: Pick
    reasons: tuple[str, ...]
    doubt: str

    @property
    def rank(self) -> int:
        return self.pick.rank


@dataclass(frozen=True)
class Doubt:
    """A sentence of doubt that no card has room for, and the ranks of the beds it holds for."""

    text: str
    ranks: tuple[int, ...]


@dataclass(frozen=True)
class Arrangement:
    """The first bed, those beside it, the rest as rows of a table, and the doubts about the beds on cards."""

    first: Card | None
    beside: tuple[Card, ...]
    rest: tuple[Pick, ...]
    doubts: tuple[Doubt, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return (*([self.first] if self.first else ()), *self.beside)


def arrange(explanation: Explanation, w: Words) -> Arrangement:
    """The beds of an answer by their place on the page.

    Cards beside the first open with another kind of reason than any card before them, and doubt something else: the
    same sentence with another figure tells nobody what sets a bed apart.
    """
    named, rest = explanation.picks[: 1 + BESIDE], explanation.picks[1 + BESIDE :]
    cards: list[Card] = []
    used: set[str] = set()
    for place, pick in enumerate(named):
        reasons = _fresh(pick.reasons, used, REASONS_BESIDE if place else REASONS_FIRST)
        doubts = _fresh(pick.cautions, used, 1)
        used |= {reason.key for reason in (*reasons, *doubts)}
        said = tuple(say(reason, "reason", w) for reason in reasons)
        cards.append(Card(pick, said, say(doubts[0], "caution", w) if doubts else ""))
    left = _left_over([card.pick for card in cards], {card.doubt for card in cards}, w)
    return Arrangement(cards[0] if cards else None, tuple(cards[1:]), tuple(rest), tuple(left))


def _fresh(reasons: Sequence[Reason], used: set[str], most: int) -> list[Reason]:
    """The strongest reasons of a kind not said yet."""
    return [reason for reason in reasons if reason.key not in used][:most]


def _left_over(picks: Iterable[Pick], said: set[str], w: Words) -> Iterator[Doubt]:
    ranks: dict[str, list[int]] = {}
    for pick in picks:
        for caution in pick.cautions:
            ranks.setdefault(say(caution, "caution", w), []).append(pick.rank)
    for text, of in ranks.items():
        if text not in said:
            yield Doubt(text, tuple(of))
