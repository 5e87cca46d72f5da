"""Whom to see because of an ache, and how soon: said before the verdict, the free measures and every bed.

One rule orders it: the most urgent term first. Aches of the quiz are broader than the answers `triage` weighs: "runs
into the buttock or leg" may be either of two rules, and then the sooner term is said. The words of a term are those of
the leaflet and of `triage`, `safety.level_<term>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from recommender.advice.grades import graded
from recommender.reasons import Reason
from recommender.sleeper import Sleeper

Term = Literal["appointment_days", "gp_weeks"]
TERMS: Final[tuple[Term, ...]] = get_args(Term)  # most urgent first

CARE: Final[tuple[tuple[str, Term, str], ...]] = (
    ("inflammatory_like", "gp_weeks", "advice.stiffness_see_gp"),  # S-55, S-57, S-58, T-W1
    ("leg_radiating", "appointment_days", "advice.leg_assess_first"),  # S-18, S-44, S-51, S-53, S-80, T-D13 over T-W3
)


@dataclass(frozen=True)
class Care:
    """Whom to see by when (`term`), and why."""

    term: Term
    reason: Reason


def care(sleeper: Sleeper) -> tuple[Care, ...]:
    """Whom this person should see, most urgent first; empty where no ache asks for it."""
    found = [Care(term, graded(key)) for ache, term, key in CARE if ache in sleeper.pain]
    return tuple(sorted(found, key=lambda one: TERMS.index(one.term)))
