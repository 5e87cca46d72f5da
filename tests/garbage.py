"""Cells that a catalogue or a feed may hold: mark-up of every kind, control characters, very long text, no dates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalog.catalogue_file import COLUMNS
from catalog.texts import printable

MARK = "Qzx"  # stands in every cell, to find it again in an output
CELLS: Mapping[str, str] = {
    "html": f"{MARK}</h3></article></div><script>alert(1)</script><img src=x onerror=alert(2)><b>bold",
    "entities": f"{MARK} &lt;b&gt; &#x202e; ]]> <!-- <?xml ?> \" ' `",
    "markdown": f"{MARK}\n\n# Heading\n\n- item **bold** [l](javascript:alert(1))\n\n```\ncode\n```\n\n",
    "image": f"{MARK}\n\n![x](https://evil.example/x.png)\n\n<img src=https://evil.example/y.png>\n",
    "streamlit": f"{MARK}\r\n\r\n:red[red] :material/home: :smile: $$\\frac{{1}}{{2}}$$ and $\\int_0^1$",
    "rich": f"{MARK}[/b][bold red]red[/] [link=https://evil.example]l[/link] [/] :skull:",
    "terminal": f"{MARK}\x1b[31mred\x1b[2J\x1b]0;title\x07\x9b31m\x08\x08",
    "directions": f"{MARK}\u202egnp.exe\u2066\u2067x\u200f\u061c",
    "lines": f"{MARK}\x0b\x0c\x1c\x85\u2028\u2029\r\n\n \n\t\n end",
    "formula": f'=HYPERLINK("https://evil.example","{MARK}")',
    "command": f"{MARK}'; DROP TABLE mattress;-- $(reboot) `reboot` %s {{0}} {{name}}",
    "long": MARK + "W" * 190,
    "words": f"{MARK} {'very ' * 35}long",
    "not_a_date": f"13-09-2026{MARK}",
}
HARMLESS = f"{MARK} plain"
# A cell of each other kind: what a column of numbers, words or sizes may be filled with.
ODD = (
    "13-09-2026", "05-06-2026", "2026-02-30", "0000-00-00", "2026-13", "99999999999999999999", "1e308", "-1e999", "nan",
    "inf", "-0", "0", "1_000", "٣", "½", "1,5", "true", "None", "null", "=1+1", "@SUM(A1)", "0x10", "90x200=1e300",
    "90x200=-1", "1e9x1e9", "0-0:0", "0-35:1 0-35:1", "EUR\n", "https://x.example/\u202e",
    "javascript:alert(1)", "\x1b[1m",
    "x" * 5000,
    "\n\n# x",
)  # fmt: skip
TEXT_COLUMNS = (
    "brand", "model", "variant", "type_detail", "firmness_original", "firmness_scale", "firmness_basis",
    "zones_note", "core_material", "measured_by", "airflow", "motion", "edge", "warranty_years", "source_kind", "notes",
    "price_date", "source_date",
)  # fmt: skip
FIRMNESSES = (3.0, 4.0, 5.0, 5.5, 6.0, 6.5, 7.0, 8.0, 9.5, None, None)


def rows(cell: str, columns: Iterable[str] = TEXT_COLUMNS) -> list[dict[str, str]]:
    """A small catalogue whose text columns hold a cell; some beds have no firmness, some are out of reach."""
    return [
        {
            "mattress_id": f"bed {i:02} {cell[:100]}",  # an id has at most 120 characters
            "type": "cold_foam",
            "firmness": "" if firmness is None else f"{firmness:g}",
            "firmness_sd": "" if firmness is None else "0.8",
            "sizes": f"90x200={599 + i} 140x200={899 + i}",  # among equals price decides, not the id that holds a cell
            "price": f"{599 + i}",
            "price_size": "90x200",
            "currency": "EUR",
            **{name: cell if name.endswith("date") else f"{cell} {i}" for name in columns},
        }
        for i, firmness in enumerate(FIRMNESSES)
    ]


def as_csv(cells: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, list(columns), restval="", quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows(cells)
    return out.getvalue()


def write(path: Path, cells: Iterable[Mapping[str, str]], columns: Iterable[str] = COLUMNS) -> Path:
    path.write_text(as_csv(cells, columns), encoding="utf-8", newline="")
    return path


def steers(text: str) -> set[str]:
    """Characters that a terminal or a page would act on, beyond the end of a line."""
    return {sign for sign in text if not sign.isprintable() and not sign.isspace()} | (
        set(text) & set("\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
    )


def squeezed(text: str) -> str:
    """Without white space: a narrow terminal and a PDF break lines where they like."""
    return "".join(text.split())


def shown(cell: str) -> str:
    """How a cell is shown, without white space."""
    return squeezed(printable(cell))
