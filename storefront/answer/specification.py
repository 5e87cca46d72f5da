"""What to ask for in any shop, in words: rows for a page or a terminal, and a text to copy without a word of health."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from recommender.specification import ComfortRange, FirmnessRange, Specification
from storefront.words import Words

_SCALE = (1.0, 10.0)
_NEXT_TO_NOTHING_CM = 1.0  # a range from less than this is said by its upper end alone


@dataclass(frozen=True)
class SpecificationLines:
    """The specification in one language: rows of a label and a value, then what to ask and what to try."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    questions_heading: str
    questions: tuple[str, ...]
    checks_heading: str
    checks: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it as plain text to copy."""
        rows = [f"{label}: {value}" for label, value in self.rows]
        asked = [f"- {question}" for question in self.questions]
        tried = [f"- {check}" for check in self.checks]
        parts = ([self.heading, *rows], [self.questions_heading, *asked], [self.checks_heading, *tried])
        return "\n\n".join("\n".join(part) for part in parts)


def specification_lines(spec: Specification, w: Words) -> SpecificationLines:
    """The specification in the language of `w`."""
    rows = [
        (w("spec.firmness"), _firmness(spec.firmness, w)),
        (w("spec.comfort"), _comfort(spec.comfort, w)),
        (w("spec.shoulder"), w(f"spec.shoulder_{spec.shoulder}")),
    ]
    if spec.size:
        rows.append((w("spec.size"), w.size(f"{spec.size[0]:g}x{spec.size[1]:g}")))
    if spec.size is None or spec.size[1] < spec.length_cm:
        rows.append((w("spec.length"), w("spec.length_least", length_cm=spec.length_cm)))
    rows.append((w("spec.carries"), w("spec.carries_least", weight_kg=spec.min_weight_limit_kg)))
    if spec.height_cm_min is not None:
        rows.append((w("spec.height"), w("spec.height_least", height_cm=spec.height_cm_min)))
    rows.append((w("spec.trial"), w("spec.trial_least", nights=spec.trial_nights_min)))
    if spec.adjustable:
        rows.append((w("spec.adjustable"), w("spec.adjustable_wanted")))
    return SpecificationLines(
        heading=w("spec.heading"),
        rows=tuple(rows),
        questions_heading=w("spec.questions"),
        questions=tuple(w(key) for key in spec.questions),
        checks_heading=w("spec.checks"),
        checks=tuple(w(key) for key in spec.checks),
    )


def as_json(spec: Specification, w: Words) -> dict[str, Any]:
    """The specification as `recommend --json` gives it."""
    firmness, comfort = spec.firmness, spec.comfort
    rest = {name: value for name, value in asdict(spec).items() if name not in ("firmness", "comfort", "size")}
    return {
        "firmness": {
            "word": firmness.word,
            "words": list(firmness.words),
            "scale_1_10": [firmness.low, firmness.high],
            "h_grade": list(firmness.h_grades),
            "hardness_n_mm": list(firmness.hardness_n_mm),
        },
        "comfort": {"cm": [comfort.low_cm, comfort.high_cm], "feel": comfort.feel},
        "size": f"{spec.size[0]:g}x{spec.size[1]:g}" if spec.size else None,
        **rest,
        "text": specification_lines(spec, w).text,
    }


def on_scale(firmness: float, w: Words) -> str:
    """A firmness as shown: "5.8", and "under 1" or "over 10" where it lies beyond the scale."""
    if firmness < _SCALE[0]:
        return w("scale.under")
    return w("scale.over") if firmness > _SCALE[1] else w.number(firmness, fixed=True)


def range_on_scale(interval: tuple[float, float], w: Words) -> str:
    """ "4.9 to 6.8", "9.3 to over 10", or "over 10" where both ends lie beyond the same end of the scale."""
    low, high = (on_scale(edge, w) for edge in interval)
    return low if low == high else w("spec.to", low=low, high=high)


def target_said(firmness: float, label: str, w: Words) -> str:
    """What the body needs, as a word and a figure."""
    within = _SCALE[0] <= firmness <= _SCALE[1]
    return w("result.target" if within else "result.target_beyond", label=label, firmness=on_scale(firmness, w))


def target_80_said(interval: tuple[float, float], w: Words) -> str:
    """The 80 % interval of what the body needs."""
    low, high = (on_scale(edge, w) for edge in interval)
    return w("result.target_80_beyond", end=low) if low == high else w("result.target_80", low=low, high=high)


def _firmness(firmness: FirmnessRange, w: Words) -> str:
    words = [w.term(word) for word in firmness.words]
    softest, firmest = (w.number(end, fixed=True) for end in firmness.hardness_n_mm)
    return w(
        "spec.firmness_ungraded" if w.market else "spec.firmness_range",  # nobody grades in Britain and America
        words=w("spec.to", low=words[0], high=words[-1]) if len(words) > 1 else words[0],
        scale=range_on_scale((firmness.low, firmness.high), w),
        grades=w("spec.or").join(firmness.h_grades),
        hardness=w("spec.to", low=softest, high=firmest),
    )


def _comfort(comfort: ComfortRange, w: Words) -> str:
    feel = w(f"spec.feel_{comfort.feel}")
    low_cm, high_cm = round(2 * comfort.low_cm) / 2, round(2 * comfort.high_cm) / 2  # nobody measures it closer
    if low_cm < _NEXT_TO_NOTHING_CM:
        return w("spec.comfort_most", high_cm=high_cm, feel=feel)
    return w("spec.comfort_range", low_cm=low_cm, high_cm=high_cm, feel=feel)
