"""What a lying trial says: which bed is next and why, what the answers moved, and why it may end."""

from __future__ import annotations

from catalog.mattress import Mattress
from recommender.experience.course import LEAST_GAIN, ODD_CHANCE, Course
from recommender.fit_target import TargetSummary
from recommender.sleeper import ZONES, Experience
from storefront.words import Words


def advice(course: Course, w: Words) -> str:
    """The bed to lie on next and what its answer is expected to be worth; or why none is advised."""
    if course.ending == "none_left" or course.next is None:
        return w("trial.none_left")
    if course.ending == "clear":
        return w("trial.clear", gain=course.gain, least_gain=LEAST_GAIN)
    if course.ending == "enough":
        return w("trial.enough", n=len(course.lain_on), gain=course.gain)
    key = "trial.next" if course.lain_on else "trial.first"
    return w(key, mattress=course.next.mattress.name, gain=course.gain)


def moved(before: TargetSummary, now: TargetSummary, first: Mattress | None, w: Words) -> str:
    """What the answers made of the target and its interval, and the bed that fits best now."""
    figures = {
        f"{when}_{name}": w.number(value, fixed=True)
        for when, of in (("before", before), ("now", now))
        for name, value in (("firmness", of.firmness), ("low", of.firmness_80[0]), ("high", of.firmness_80[1]))
    }
    said = w("trial.moved", **figures)
    return f"{said} {w('trial.fits_best', mattress=first.name)}" if first else said


def odd(course: Course, w: Words) -> str:
    """What was said of a bed that hardly anybody would say who said the rest; "" where there is nothing of the kind."""
    if course.odd is None:
        return ""
    return w("trial.odd", mattress=course.odd.name, of=round(1 / ODD_CHANCE))


def felt(told: Experience, w: Words) -> str:
    """ "too firm; shoulder: too soft"."""
    parts = [w(f"bed_feels.{told.felt}")] if told.felt else []
    at = ((zone, getattr(told, zone)) for zone in ZONES)
    parts += [f"{w.term(zone)}: {w(f'bed_feels.{said}')}" for zone, said in at if said]
    return "; ".join(parts)
