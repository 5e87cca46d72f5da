"""A reading with the press kit, from what was typed to columns of a catalogue file; for the command and the desk."""

from __future__ import annotations

import csv
import io
from datetime import date

from catalog.catalogue_file import by_two_loads
from catalog.catalogue_rows import cells_of
from catalog.firmness import firmness_label
from catalog.mattress import CompressionReading, Mattress
from catalog.texts import safe_cell
from recommender.mechanics.bed import COUPLING_MM
from recommender.ranking.press_kit import PressedBed, pressed_bed

TYPES = ("unknown", *COUPLING_MM)  # constructions whose reach over the disc's edge is known
LONGEST_NAME = 500


def read(reading: CompressionReading, bed_type: str = "unknown") -> PressedBed:
    """What the reading says.

    Raises:
        UserError: a heavy load that is no heavier or sinks no deeper, or a light load that is too heavy.
    """
    return pressed_bed(by_two_loads(reading), bed_type)


def columns(reading: CompressionReading, measured_by: str, measured_on: date) -> dict[str, str]:
    """The cells to put into the bed's row of a catalogue file, by their column."""
    bed = Mattress(
        "-", "-", "-", compression=reading, measured_by=measured_by.strip(), measured_on=measured_on.isoformat()
    )
    names = ("compression_", "measured_")
    return {name: safe_cell(cell) for name, cell in cells_of(bed).items() if name.startswith(names)}


def as_csv(cells: dict[str, str]) -> str:
    """The columns with their cells: two lines of CSV."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(cells)
    table.writerow(cells.values())
    return out.getvalue()


def figures(found: PressedBed) -> dict[str, float | str | None]:
    """What the sentences about a reading tell, by the name in their braces."""
    return {
        "hardness": found.hardness_n_mm,
        "hardness_sd": found.hardness_sd_n_mm,
        "firmness": found.firmness,
        "word": firmness_label(found.firmness),
        "firmness_sd": found.firmness_sd,
        "comfort_share": found.comfort_share,
        "comfort_sd_share": found.comfort_share_sd,
    }
