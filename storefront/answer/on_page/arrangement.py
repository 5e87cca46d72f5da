"""Which bed stands where on the answer page, and what is said of it there: no sentence stands on a page twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recommender.explanation import Explanation, Pick
from recommender.ranking.roles import ROLES, Role
from recommender.reasons import Reason
from storefront.answer import chance
from storefront.answer.as_json import say
from storefront.words import Words

NAMED = 3  # cards: the first, and two smaller ones beside it
REASONS_FIRST, REASONS_BESIDE = 2, 1
# Doubts about what is known of a bed, not about the bed: a smaller card leaves them to the list of doubts.
NOT_KNOWN = ("firmness_unsure", "zoning_unknown", "zones_counted", "market_unknown")
Kind = tuple[Pick, ...]


@dataclass(frozen=True)
class Card:
    """Beds the engine knows the same of, on one card that names them all.

    Attributes:
        picks: the beds, the one that stands first leads.
        roles: what any of them is named as.
        reasons: sentences for them; what a role gives comes first. `said`: what each reason of theirs is.
        doubt: one sentence of doubt, "" where none is left to say; `doubt_also`: ranks of the other beds on cards for
            which it holds.
    """

    picks: Kind
    roles: tuple[Role, ...]
    reasons: tuple[str, ...]
    doubt: str
    doubt_also: tuple[int, ...] = ()
    said: frozenset[str] = frozenset()

    @property
    def pick(self) -> Pick:
        return self.picks[0]

    @property
    def alike(self) -> Kind:
        """The other beds of the card."""
        return self.picks[1:]


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


def arrange(explanation: Explanation, w: Words) -> Arrangement:
    """The beds of an answer by their place on the page: the first, who else holds a role, the next ones, the rest.

    Cards beside the first open with another kind of reason than any card before them, and doubt something else: the
    same sentence with another figure tells nobody what sets a bed apart. Where nothing speaks for a bed, in what it is
    worse than the first is its doubt.
    """
    kinds = _kinds(explanation.picks)
    with_role = [kind for kind in kinds[1:] if _roles(kind)]
    others = [kind for kind in kinds[1:] if kind not in with_role]
    named = sorted((with_role + others)[: NAMED - 1], key=lambda kind: (not _roles(kind), kind[0].rank))
    cards: list[Card] = []
    used: set[str] = set()
    for kind in [*kinds[:1], *named]:
        given = _given(kind, cards[0].pick, w) if cards else ()
        room = (REASONS_BESIDE if cards else REASONS_FIRST) - len(given)
        reasons = _fresh([reason for reason in kind[0].reasons if not _speaks_against(reason)], used, room)
        worse = [] if given or reasons else [reason for reason in kind[0].reasons if _speaks_against(reason)]
        doubts = _fresh(_weighty(kind[0], cards) + worse, used, 1)
        used |= {reason.key for reason in (*reasons, *doubts)}
        said = (*given, *(say(reason, "reason", w) for reason in reasons))
        doubt = _doubtful(doubts[0], w) if doubts else ""
        cards.append(Card(kind, _roles(kind), said, doubt, said=frozenset(reason.key for reason in reasons)))
    unsure = _unsure([pick for card in cards for pick in card.picks], w)
    told = {card.doubt for card in cards}
    left = tuple(Doubt(text, ranks) for text, ranks in unsure.items() if text not in told)
    cards = [replace(card, doubt_also=_also(card, cards, unsure)) for card in cards]
    kept = {kind[0].kind for kind in (*kinds[:1], *named)}
    rest = tuple(pick for pick in explanation.picks if pick.kind not in kept)
    return Arrangement(cards[0] if cards else None, tuple(cards[1:]), rest, left)


def _kinds(picks: Iterable[Pick]) -> list[Kind]:
    """Beds the engine knows the same of, in the order in which the first of each kind stands."""
    found: dict[int, list[Pick]] = {}
    for pick in sorted(picks, key=lambda pick: pick.rank):
        found.setdefault(pick.kind, []).append(pick)
    return [tuple(kind) for kind in found.values()]


def _roles(kind: Kind) -> tuple[Role, ...]:
    held = {role for pick in kind for role in pick.roles}
    return tuple(role for role in ROLES if role in held)


def _given(kind: Kind, first: Pick, w: Words) -> tuple[str, ...]:
    """What the roles of a card beside the first give: what is saved and what that costs, what can be put right."""
    found = []
    for pick in kind:
        if "best_value" in pick.roles and (saved := _saved(pick, first)):
            fewer = chance.tenths(first.chance_suits) - chance.tenths(pick.chance_suits)
            key = "result.saves_for_less" if fewer > 0 else "result.saves"
            found.append(w(key, saved_price=saved, currency=pick.currency, n=max(fewer, 0)))
        if "most_forgiving" in pick.roles and pick.put_right is not None:
            found.append(w("result.put_right", put_right_fit=pick.put_right, now_fit=pick.fit))
    return tuple(found)


def _saved(pick: Pick, first: Pick) -> float:
    """How much cheaper a bed is than the first; 0 where the two prices cannot be compared."""
    if pick.price is None or first.price is None or pick.currency != first.currency:
        return 0.0
    return max(first.price - pick.price, 0.0)


def _weighty(pick: Pick, before: Sequence[Card]) -> list[Reason]:
    """The doubts that a card has room for: all on the first one, elsewhere only those about the bed itself."""
    return [doubt for doubt in pick.cautions if not before or not doubt.key.endswith(NOT_KNOWN)]


def _doubtful(said: Reason, w: Words) -> str:
    return say(said, "reason" if _speaks_against(said) else "caution", w)


def _speaks_against(reason: Reason) -> bool:
    """Whether a sentence that sets a bed apart from the first one says where it is worse."""
    return reason.key.endswith("_cost")


def _fresh(reasons: Sequence[Reason], used: set[str], most: int) -> list[Reason]:
    """The strongest reasons of a kind not said yet."""
    return [reason for reason in reasons if reason.key not in used][: max(most, 0)]


def _also(card: Card, cards: Iterable[Card], unsure: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The ranks of the beds that lead other cards and share the doubt said on this one."""
    leading = (other.pick.rank for other in cards if other is not card)
    return tuple(rank for rank in leading if rank in unsure.get(card.doubt, ()))


def _unsure(picks: Iterable[Pick], w: Words) -> dict[str, tuple[int, ...]]:
    """Every sentence of doubt about some beds, with the ranks of those it holds for."""
    ranks: dict[str, list[int]] = {}
    for pick in picks:
        for caution in pick.cautions:
            ranks.setdefault(say(caution, "caution", w), []).append(pick.rank)
    return {text: tuple(sorted(of)) for text, of in ranks.items()}
