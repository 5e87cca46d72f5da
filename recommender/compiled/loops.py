"""All that is compiled. Only `scoring.fast` opens it, for many people: importing it brings numba."""

from recommender.compiled.expected_fits import at_most, expected_fits
from recommender.compiled.first_groups import first_groups
from recommender.compiled.spreads import spreads

__all__ = ["at_most", "expected_fits", "first_groups", "spreads"]
