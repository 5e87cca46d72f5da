"""A made-up Dutch shop: 66 beds in 469 variants, written as a shop's systems export them.

The same beds, sizes, prices and stock as a Shopify export, a Google feed with sizes in its titles, a spreadsheet with a
row a variant and a price list with a column a size.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

SEED = 66
N_VARIANTS = 469
BRAND = "Wadslaap"
SIZES = (
    (80, 200),
    (90, 200),
    (90, 210),
    (100, 200),
    (120, 200),
    (140, 200),
    (160, 200),
    (180, 200),
    (180, 210),
)
ISLANDS = (
    "Ameland",
    "Texel",
    "Vlieland",
    "Terschelling",
    "Rottum",
    "Griend",
    "Simonszand",
    "Engelsmanplaat",
    "Richel",
    "Borkum",
    "Juist",
    "Baltrum",
    "Norderney",
    "Spiekeroog",
    "Langeoog",
    "Wangerooge",
    "Amrum",
    "Sylt",
    "Pellworm",
    "Romo",
)
GRADES = {"Medium": "H2", "Stevig": "H3", "Extra stevig": "H4"}
KINDS = {"Pocketvering": "pocket_spring", "Koudschuim": "cold_foam", "Latex": "latex", "Traagschuim": "memory_foam"}


@dataclass(frozen=True)
class Variant:
    """One size of a bed on sale: its price in euros and how many are in stock."""

    sku: str
    width_cm: int
    length_cm: int
    price: int
    stock: int

    @property
    def size(self) -> str:
        return f"{self.width_cm}x{self.length_cm}"

    @property
    def people(self) -> str:
        """For how many people a Dutch shop says it is."""
        return "1-persoons" if self.width_cm <= 100 else "Twijfelaar" if self.width_cm <= 120 else "2-persoons"


@dataclass(frozen=True)
class Bed:
    """A bed of the shop; `adjust` is what the shop says of its setting, "" where it cannot be set."""

    code: str
    model: str
    word: str
    grade: str
    kind: str
    most_kg: int
    adjust: str
    variants: tuple[Variant, ...]

    @property
    def name(self) -> str:
        return f"{self.model} {self.word}".strip()


def shop() -> tuple[Bed, ...]:
    """60 beds of one firmness, three that can be set per zone and three to turn over."""
    draw = Random(SEED)
    said: list[tuple[str, str, str, str]] = [
        (island, word, grade, "") for island in ISLANDS for word, grade in GRADES.items()
    ]
    said += [(f"Getij {n}", "", "", "Per zone, 3-9") for n in (1, 2, 3)]
    said += [(f"Keer {n}", "", "H2/H3", "Omkeerbaar: zachte en stevige kant") for n in (1, 2, 3)]
    n_sizes = [len(SIZES)] * len(said)
    while sum(n_sizes) > N_VARIANTS:
        bed = draw.randrange(len(n_sizes))
        n_sizes[bed] -= n_sizes[bed] > 4
    beds = []
    for number, ((model, word, grade, adjust), n) in enumerate(zip(said, n_sizes, strict=True), start=1):
        code, base = f"WS{number:03d}", 10 * draw.randint(24, 130)
        sizes = sorted(draw.sample(SIZES, n))
        variants = tuple(
            Variant(f"{code}-{w}{length}", w, length, round(base * w / 90) - 1, draw.choice((0, 0, 2, 7)))
            for w, length in sizes
        )
        kind = list(KINDS)[(number // 3) % len(KINDS)]
        beds.append(Bed(code, model, word, grade, kind, draw.choice((90, 110, 130)), adjust, variants))
    return tuple(beds)


def google_xml(folder: Path) -> Path:
    """The size in the title, behind how many people it is for; a group a bed."""
    items = "".join(
        "<item>"
        f"<g:id>{each.sku}</g:id><g:item_group_id>{bed.code}</g:item_group_id>"
        f"<title>{escape(_title(bed, each))}</title><g:brand>{BRAND}</g:brand>"
        f"<description>{escape(_about(bed))}</description>"
        f"<g:price>{each.price}.00 EUR</g:price>"
        f"<g:availability>{'in_stock' if each.stock else 'out_of_stock'}</g:availability>"
        "<g:product_type>Slapen &gt; Matrassen</g:product_type>"
        f"<link>https://wadslaap.example/{bed.code}?maat={each.size}</link>"
        "</item>"
        for bed in shop()
        for each in bed.variants
    )
    path = folder / "google.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">'
        f"<channel><title>{BRAND}</title>{items}</channel></rss>",
        encoding="utf-8",
    )
    return path


def shopify(folder: Path) -> Path:
    """A product a bed, a row a size; prices with a comparison price, stock as a number."""
    out = io.StringIO()
    header = [
        "Handle",
        "Title",
        "Body (HTML)",
        "Vendor",
        "Type",
        "Tags",
        "Published",
        "Option1 Name",
        "Option1 Value",
        "Variant SKU",
        "Variant Inventory Tracker",
        "Variant Inventory Qty",
        "Variant Inventory Policy",
        "Variant Price",
        "Variant Compare At Price",
        "Status",
    ]
    rows = csv.DictWriter(out, header, restval="")
    rows.writeheader()
    for bed in shop():
        for place, each in enumerate(bed.variants):
            row = {
                "Handle": bed.code.lower(),
                "Option1 Value": each.size.replace("x", " x ") + " cm",
                "Variant SKU": each.sku,
                "Variant Inventory Tracker": "shopify",
                "Variant Inventory Qty": each.stock,
                "Variant Inventory Policy": "deny",
                "Variant Price": f"{each.price}.00",
            }
            if place == 0:
                row |= {
                    "Title": f"Matras {bed.name} {bed.grade}".strip(),
                    "Body (HTML)": f"<p>{escape(_about(bed))}</p>",
                    "Vendor": BRAND,
                    "Type": "Matras",
                    "Published": "true",
                    "Option1 Name": "Maat",
                    "Status": "active",
                }
            rows.writerow(row)
    path = folder / "shopify.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def long_sheet(folder: Path) -> Path:
    """A row a variant under a title, Dutch headers, amounts as numbers and as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Prijslijst Wadslaap, najaar"])
    sheet.append([])
    sheet.append(
        [
            "Artikelnummer",
            "Groep",
            "Merk",
            "Model",
            "Maat",
            "Hardheid",
            "Type",
            "Prijs",
            "Voorraad",
            "Levertijd",
            "Max. gewicht",
            "Verstelbaar",
            "Omschrijving",
        ]
    )
    for bed in shop():
        for place, each in enumerate(bed.variants):
            price = each.price if place % 2 else f"€ {each.price:,}".replace(",", ".") + ",00"
            stock = each.stock if place % 3 else ("op voorraad" if each.stock else "uitverkocht")
            firmness = f"{bed.word} ({bed.grade})" if bed.word else bed.grade
            facts = [firmness, bed.kind, price, stock, "2-3 werkdagen", f"{bed.most_kg} kg", bed.adjust, _about(bed)]
            size = f"{each.width_cm} x {each.length_cm} cm"
            sheet.append([each.sku, bed.code, BRAND, bed.model, size, *facts])
    book.save(folder / "long.xlsx")
    return folder / "long.xlsx"


def another_night(folder: Path, price: Callable[[int, Any], Any]) -> Path:
    """The long sheet with other prices; `price` is given the number of a row, from 1, and the price that stood there.

    None: it was lost on the way.
    """
    book = openpyxl.load_workbook(long_sheet(folder))
    sheet = book.worksheets[0]
    (prices,) = [cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value == "Prijs"]
    for row in range(4, sheet.max_row + 1):
        cell = sheet.cell(row, prices)
        cell.value = price(row - 3, cell.value)
    book.save(folder / "tonight.xlsx")
    return folder / "tonight.xlsx"


def wide_sheet(folder: Path) -> Path:
    """A row a bed, a column a size for the price and one for the stock."""
    book = openpyxl.Workbook()
    sheet = book.active
    names = [f"{width}x{length}" for width, length in SIZES]
    head = ["Artikel", "Merk", "Model", "Hardheid", "Type", "Max. gewicht", "Verstelbaar"]
    sheet.append([*head, *(f"Prijs {name}" for name in names), *(f"Voorraad {name}" for name in names)])
    for bed in shop():
        sold = {each.size: each for each in bed.variants}
        prices = [sold[name].price if name in sold else None for name in names]
        stock = [sold[name].stock if name in sold else None for name in names]
        firmness = f"{bed.word} {bed.grade}".strip()
        facts = [bed.code, BRAND, bed.model, firmness, bed.kind, f"{bed.most_kg} kg", bed.adjust]
        sheet.append([*facts, *prices, *stock])
    book.save(folder / "wide.xlsx")
    return folder / "wide.xlsx"


def _title(bed: Bed, each: Variant) -> str:
    parts = [f"{bed.kind} Matras {bed.name}", bed.grade, "-", each.people, each.size]
    return " ".join(part for part in parts if part)


def _about(bed: Bed) -> str:
    set_to = {
        "Per": "De hardheid is per zone instelbaar van 3 tot 9.",
        "Omk": "Omkeerbaar: een zachte kant H2 en een stevige kant H3.",
    }.get(bed.adjust[:3], "")
    return f"{bed.kind} matras met een afneembare hoes. {set_to} Geschikt tot {bed.most_kg} kg.".replace("  ", " ")
