"""Rank a catalogue against targets, with chances and intervals.

Beds are ordered by expected fit. It depends on firmness, zones, comfort layer and their uncertainty; never price,
margin, brand or row order. Price decides only inside a tie group, whose fits differ by less than a point; where prices
are not known or the same, fit, and of equal fits a neutral hash. Misfit and doubt are two things: `relative` compares a
fit with what a bed made for this person would have.
"""

from recommender.matching.many import RankTable, match_many
from recommender.matching.one import Ranking, match
from recommender.matching.verdicts import VERDICT_BORDERLINE, VERDICT_FITS, VERDICTS, verdict_of, verdicts_of

__all__ = [
    "VERDICTS",
    "VERDICT_BORDERLINE",
    "VERDICT_FITS",
    "RankTable",
    "Ranking",
    "match",
    "match_many",
    "verdict_of",
    "verdicts_of",
]
