"""All that is compiled. Only `scoring.fast` opens it, for many people: importing it brings numba."""

from recommender.compiled.bounds import bounds, expected_squares
from recommender.compiled.expected_fits import expected_fits
from recommender.compiled.first_groups import first_groups
from recommender.compiled.spreads import spreads

__all__ = ["bounds", "expected_fits", "expected_squares", "first_groups", "spreads"]
