"""After a catalogue update: who gets another first choice, and why."""

from recommender.rescoring.again import COLUMNS, STANDARD_BODIES, TOO_OFTEN, Effect, Rescoring, standard_population
from recommender.rescoring.stages import CAUSES, Cause

__all__ = [
    "CAUSES",
    "COLUMNS",
    "STANDARD_BODIES",
    "TOO_OFTEN",
    "Cause",
    "Effect",
    "Rescoring",
    "standard_population",
]
