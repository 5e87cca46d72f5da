"""Beds that somebody found, as checked: JSON, and up to three side by side in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from catalog.construction.comfort import layers_above_core
from catalog.inspection import finding_json
from catalog.mattress import Finding, Layer, Mattress
from catalog.records.typed_bed import UNNAMED
from recommender.checking import CheckedBed, MissingFact
from recommender.reasons import Figure
from storefront.answer import chance
from storefront.answer.as_json import said, say
from storefront.answer.setting import said as said_setting
from storefront.plain_text import terminal
from storefront.words import Words

SIDE_BY_SIDE = 3
WORTH_ASKING = 0.05  # chance: a fact that can change less is named apart
_READ = (
    *("type", "firmness", "firmness_original", "firmness_scale", "hardness_n_mm", "n_zones", "core_material"),
    *("core_cm", "height_cm", "weight_max_kg", "trial_nights", "price", "currency", "source_url"),
)


@dataclass(frozen=True)
class CheckedLines:
    """One checked bed in one language: rows of what was read, the answer, then sentences."""

    name: str
    read: tuple[tuple[str, str], ...]
    answer: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    ask: tuple[str, ...]


def as_json(bed: CheckedBed, findings: Sequence[Finding], w: Words) -> dict[str, Any]:
    """A checked bed as `check-bed --json` gives it.

    Args:
        findings: what was found while its page was read; empty for typed facts.
    """
    return {
        "read": {**read_json(bed.mattress), "findings": [finding_json(each) for each in findings]},
        "fit": bed.fit,
        "chance_suits": bed.chance_suits,
        "relative": bed.relative,
        "verdict": bed.verdict,
        "setting": None if bed.setting is None else dict(bed.setting),
        "reasons": said(bed.reasons, "check_bed", w),
        "cautions": said(bed.cautions, "check_bed", w),
        "missing": [
            {"fact": fact.fact, "if": known.value, "chance_suits": known.chance_suits, "fit": known.fit}
            for fact in bed.missing
            for known in fact.if_known
        ],
    }


def read_json(mattress: Mattress) -> dict[str, Any]:
    """What was read of a bed; None or an empty list where it is not stated."""
    return {
        "name": mattress.name,
        **{name: getattr(mattress, name) for name in _READ},
        "layers": [_layer(layer) for layer in mattress.layers],
        "zones": [[zone.from_cm, zone.to_cm, zone.factor] for zone in mattress.zones],
        "sizes": [f"{size.width_cm:g}x{size.length_cm:g}" for size in mattress.sizes],
    }


def checked_lines(bed: CheckedBed, w: Words) -> CheckedLines:
    """A checked bed in the language of `w`."""
    unknown = w("check_bed.not_stated")
    if bed.fit is None or bed.chance_suits is None:
        answer = [(w("cli.chance"), unknown)]
    else:
        answer = [(w("cli.chance"), chance.short(bed.chance_suits)), (w("cli.fit"), w.number(bed.fit, 0))]
    answer.append((w("check_bed.verdict"), w(f"check_bed.verdict_{bed.verdict}")))
    if bed.setting:
        answer.append((w("check_bed.setting"), said_setting(bed.setting, w)))
    telling = [fact for fact in bed.missing if _tells(fact)]
    idle = [w(f"check_bed.fact_{fact.fact}") for fact in bed.missing if not _tells(fact)]
    ask = [_question(fact, w) for fact in telling]
    if idle:
        ask.append(w("check_bed.changes_little", facts=", ".join(idle)))
    return CheckedLines(
        name=w("check_bed.unnamed") if bed.mattress.name == UNNAMED else bed.mattress.name,
        read=tuple((label, value or unknown) for label, value in _rows(bed.mattress, w)),
        answer=tuple(answer),
        reasons=tuple(say(reason, "check_bed", w) for reason in bed.reasons),
        cautions=tuple(say(reason, "check_bed", w) for reason in bed.cautions),
        ask=tuple(ask),
    )


def show(beds: Sequence[CheckedBed], w: Words) -> None:
    """Print checked beds, up to three side by side, then what is to be said of each."""
    out, every = terminal(), [checked_lines(bed, w) for bed in beds]
    for start in range(0, len(every), SIDE_BY_SIDE):
        few = every[start : start + SIDE_BY_SIDE]
        table = Table(box=box.SIMPLE)
        for column in ("", *(lines.name for lines in few)):
            table.add_column(Text(column), overflow="fold")
        _add(table, [lines.read for lines in few])
        table.add_section()
        _add(table, [lines.answer for lines in few])
        out.print(table)
    for lines in every:
        out.print(Text(lines.name, style="bold"))
        for sentence in (*lines.reasons, *lines.cautions, *lines.ask):
            out.print(f"- {sentence}")


def _add(table: Table, columns: Sequence[Sequence[tuple[str, str]]]) -> None:
    """A row for each label, in the order of the bed that has most."""
    longest = max(columns, key=len)
    each = [dict(rows) for rows in columns]
    for label, _ in longest:
        table.add_row(Text(label), *(Text(rows.get(label, "")) for rows in each))


def _rows(bed: Mattress, w: Words) -> list[tuple[str, str]]:
    return [
        (w("spec.firmness"), _firmness(bed, w)),
        (w("check_bed.type"), "" if bed.type == "unknown" else w(f"type.{bed.type}")),
        (w("spec.comfort"), " + ".join(_layer_text(layer, w) for layer in layers_above_core(bed))),
        (w("check_bed.core"), _layer_text(Layer(bed.core_material, bed.core_cm), w)),
        (w("check_bed.zones"), _zones(bed, w)),
        (w("spec.height"), w("check_bed.cm", cm=bed.height_cm) if bed.height_cm else ""),
        (w("spec.carries"), w("check_bed.up_to_kg", weight_kg=bed.weight_max_kg) if bed.weight_max_kg else ""),
        (w("spec.trial"), w("check_bed.nights", nights=bed.trial_nights) if bed.trial_nights else ""),
        (w("cli.price"), _price(bed, w)),
    ]


def _firmness(bed: Mattress, w: Words) -> str:
    if bed.hardness_n_mm is not None:
        return w("check_bed.hardness", hardness=bed.hardness_n_mm)
    if bed.firmness is None:
        return ""
    points = w("check_bed.of_ten", firmness=bed.firmness)
    return f"{bed.firmness_original} ({points})" if bed.firmness_original and bed.firmness_scale != "1-10" else points


def _price(bed: Mattress, w: Words) -> str:
    if bed.price is None:
        return ""
    price = w.money(bed.price, bed.currency) if bed.currency else w.number(bed.price, 2)
    size = bed.price_size and w.size(f"{bed.price_size.width_cm:g}x{bed.price_size.length_cm:g}")
    return f"{price}, {size}" if size else price


def _layer_text(layer: Layer, w: Words) -> str:
    cm = w("check_bed.cm", cm=layer.thickness_cm) if layer.thickness_cm else ""
    return " ".join(filter(None, (cm, layer.material)))


def _zones(bed: Mattress, w: Words) -> str:
    if bed.zones_known:
        return w("check_bed.zones_mapped")
    if bed.n_zones is None:
        return ""
    if bed.n_zones == 1:
        return w("check_bed.zones_none")
    return w("check_bed.zones_some") if bed.zones_note else w("check_bed.zones_unmapped", n=bed.n_zones)


def _layer(layer: Layer) -> dict[str, Any]:
    figures = {
        "cm": layer.thickness_cm,
        "density_kg_m3": layer.density_kg_m3,
        "hardness_kpa": layer.hardness_kpa,
        "hardness_n": layer.hardness_n,
    }
    return {"material": layer.material} | {name: value for name, value in figures.items() if value is not None}


def _tells(fact: MissingFact) -> bool:
    """Whether its answer changes the chance, and in the tenths that are shown."""
    return fact.changes >= WORTH_ASKING and len({chance.short(each.chance_suits) for each in fact.if_known}) > 1


def _question(fact: MissingFact, w: Words) -> str:
    """ "Ask how many cm lie above the core: if 3 cm 3/10, if 6 cm 5/10"."""
    ifs = [
        w("check_bed.if", value=_value(fact.fact, known.value, w), chance=chance.short(known.chance_suits))
        for known in fact.if_known
    ]
    return w("check_bed.ask", question=w(f"check_bed.ask_{fact.fact}"), ifs=", ".join(ifs))


def _value(fact: str, value: Figure, w: Words) -> str:
    if fact == "firmness":
        return w.term(str(value))
    if fact == "zones":
        return w(f"check_bed.zones_{value}")
    unit = {"hardness_n_mm": "N/mm", "comfort_cm": "cm", "comfort_kpa": "kPa"}[fact]
    return f"{w.number(float(value or 0))} {unit}"
