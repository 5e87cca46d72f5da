"""The baselines: always the same bed, and the shops' grade by body weight."""

from __future__ import annotations

from laboratory.benchmarks.rivals.shelf import Answers, Shelf, nearest
from recommender.arrays import Array

MEDIUM_FIRM = 6.0
# Up to this weight in kg the shop says H1, H2, H3; above it H4.
GRADE_UP_TO_KG = ((60.0, 1), (80.0, 2), (120.0, 3))
HEAVIEST_GRADE = 4
GRADE_FIRMNESS = {1: 2.75, 2: 4.5, 3: 6.5, 4: 8.0}


def constant(person: Answers, shelf: Shelf) -> Array:
    """Medium-firm for everybody."""
    return nearest(shelf, MEDIUM_FIRM)


def weight_grade(person: Answers, shelf: Shelf) -> Array:
    """The grade on the label for this weight, nothing more."""
    grade = next((grade for up_to, grade in GRADE_UP_TO_KG if person.weight_kg <= up_to), HEAVIEST_GRADE)
    return nearest(shelf, GRADE_FIRMNESS[grade])
