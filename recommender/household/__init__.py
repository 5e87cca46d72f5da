"""Two people: one bed, a side each, two halves, two mattresses on one base, or two beds."""

from recommender.household.couple import household
from recommender.household.kinds import KINDS, Household, Option

__all__ = ["KINDS", "Household", "Option", "household"]
