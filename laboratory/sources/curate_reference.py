"""Curate catalog/reference.csv from the tables of mattress facts, and the figures of docs/reference-list.md.

    python -m laboratory.sources.curate_reference RAW_FOLDER

RAW_FOLDER holds mattresses.csv, mattresses_2.csv and nl_be_de.csv (see their data cards). Running it again gives the
same files, byte for byte.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from catalog.catalogue_file import COLUMNS, REFERENCE, load_catalogue
from catalog.mattress import Mattress
from laboratory.sources.reference.choosing import chosen
from laboratory.sources.reference.first_table import first_rows
from laboratory.sources.reference.knowledge import known_note, tables
from laboratory.sources.reference.later_tables import later_rows
from laboratory.sources.reference.rows import Row, joined, read_table

PAGE = REFERENCE.parents[1] / "docs" / "reference-list.md"
BEGIN, END = "<!-- figures: written by laboratory/sources/curate_reference.py -->", "<!-- end of figures -->"
ORDER = ["market", "brand", "model", "mattress_id"]


def main(raw_folder: Path) -> None:
    REFERENCE.write_text(reference_csv(raw_folder), encoding="utf-8")
    beds = load_catalogue().mattresses
    PAGE.write_text(page_with_figures(PAGE.read_text(encoding="utf-8"), beds), encoding="utf-8")
    print(tables(beds))


def reference_csv(raw_folder: Path) -> str:
    """The text of catalog/reference.csv: columns that nothing is known for are left out."""
    rows = [
        *first_rows(read_table(raw_folder / "mattresses.csv")),
        *later_rows(read_table(raw_folder / "nl_be_de.csv")),
        *later_rows(read_table(raw_folder / "mattresses_2.csv")),
    ]
    by_id = {row["mattress_id"]: row for row in rows}
    beds = chosen(_as_beds(rows))
    lines = [
        by_id[bed.mattress_id] | {"notes": joined(by_id[bed.mattress_id]["notes"], known_note(bed))} for bed in beds
    ]
    table = pd.DataFrame(lines, columns=list(COLUMNS)).fillna("").sort_values(ORDER, kind="stable")
    return table.loc[:, (table != "").any()].to_csv(index=False, lineterminator="\n")


def _as_beds(rows: Sequence[Row]) -> tuple[Mattress, ...]:
    """The rows as the catalogue's own reader takes them, so that none is in the list that it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.csv"
        pd.DataFrame(rows, columns=list(COLUMNS)).fillna("").to_csv(file, index=False)
        catalogue = load_catalogue(file)
    if catalogue.findings:
        raise SystemExit(
            "\n".join(f"{finding.where}: {finding.text} {finding.value}" for finding in catalogue.findings)
        )
    return catalogue.mattresses


def page_with_figures(page: str, beds: Sequence[Mattress]) -> str:
    """The page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables(beds)}\n{END}{after}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
