"""How public recommenders decide, as small functions: answers and a shelf in, a score for each bed out.

Built from published facts (inputs, weights, thresholds), none of their code. The highest score is chosen, ties by the
order of the shelf, as they do. An input that a person did not state gets the rival's neutral answer.
"""

from __future__ import annotations

from laboratory.benchmarks.rivals.biased import by_commission, by_price
from laboratory.benchmarks.rivals.ideal_class import ideal_class
from laboratory.benchmarks.rivals.match_score import match_score
from laboratory.benchmarks.rivals.posture import posture
from laboratory.benchmarks.rivals.shelf import Answers, Rule, Shelf
from laboratory.benchmarks.rivals.showroom import showroom
from laboratory.benchmarks.rivals.simple import constant, weight_grade
from laboratory.benchmarks.rivals.zoned import configurator, pressure_mat

RIVALS: dict[str, Rule] = {
    "constant 6": constant,
    "weight-only grade": weight_grade,
    "B1 match score": match_score,
    "B2 ideal class": ideal_class,
    "B3 posture": posture,
    "B5 configurator": configurator,
    "B9 showroom": showroom,
    "B16 pressure mat": pressure_mat,
}
CONTROLS: dict[str, Rule] = {"B8 by price": by_price, "B11 by commission": by_commission}

__all__ = ["CONTROLS", "RIVALS", "Answers", "Rule", "Shelf"]
