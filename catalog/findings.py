"""Every finding a feed can give: severity, meaning and how to fix it (docs/feeds.md lists them).

Info: read, worth noting. Warning: read, but something may be wrong. Severe: rejected, or not what it claims to be.
"""

from __future__ import annotations

from typing import Literal

from catalog.mattress import Finding
from catalog.texts import printable

Severity = Literal["info", "warning", "severe"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "severe")
LONGEST_VALUE = 120

FINDINGS: dict[str, tuple[Severity, str, str]] = {
    # The file
    "byte_order_mark": ("info", "The file starts with a byte order mark.", ""),
    "encoding_assumed": ("warning", "The file is not UTF-8; it is read as Windows-1252.", "Export it as UTF-8."),
    "mixed_encoding": ("warning", "Parts of the file are UTF-8 and parts are not.", "Export it again as UTF-8."),
    "control_characters": ("warning", "Characters that do not belong in text were removed.", "Export it again."),
    "broken_markup": ("severe", "The file is damaged here; what could be read was read.", "Export it again."),
    "invalid_json": ("warning", "A block is not valid JSON; it was mended to be read.", "Remove the trailing commas."),
    "unreadable_json": ("severe", "A block is not valid JSON and could not be read.", "Validate the block."),
    "microdata_twin": ("info", "The page describes the same product a second time; that copy is left out.", ""),
    "empty_row": ("info", "An empty row is passed over.", ""),
    "unreadable_row": ("severe", "A row cannot be read, often for a quote that is not closed.", "Check the quotes."),
    "loose_quote": ("warning", "A quote stands where none belongs; the row was read as far as it goes.", "Double it."),
    "sheet_not_read": ("info", "A sheet has no header we know, or is hidden; it is not read.", ""),
    "long_gap": ("warning", "After ten thousand empty rows a sheet counts as read.", "Delete the empty rows."),
    "unknown_column": ("info", "A column is not known and is not read.", "Give it a name that docs/feeds.md lists."),
    "currency_not_stated": ("info", "This format has no currency; prices are in the shop's own.", ""),
    # Why a record is rejected
    "parent_row": ("info", "The row describes a product; its variants carry sizes and prices.", ""),
    "image_only_row": ("info", "The row only adds a picture.", ""),
    "draft_product": ("severe", "The product is a draft or archived.", "Publish it, or leave it out of the feed."),
    "hidden_product": ("severe", "The product is hidden in the shop.", "Show it, or leave it out of the feed."),
    "zero_price": ("severe", "The price is zero.", "Fill in the price."),
    "topper": ("severe", "A topper is an accessory: its thickness is kept, it is never ranked.", ""),
    "not_a_mattress": ("severe", "This is not a mattress.", "Leave it out of the feed."),
    "children_mattress": ("severe", "A children's mattress: the advice is for adults.", ""),
    "short_row": ("severe", "The row breaks off before its required cells.", "Export the row again."),
    "duplicate_record": ("severe", "The same record stands earlier in the file.", "Remove one."),
    "duplicate_variant": ("severe", "Brand, model, size and firmness stand earlier in the file.", "Remove one."),
    "nothing_named": ("severe", "The record has no name.", "Fill in the title."),
    # What was mended by hand before
    "mend_kept": ("info", "What was mended by hand is kept: the feed says what it said then.", ""),
    "mend_overtaken": (
        "warning",
        "The feed says something new of what was mended by hand; the feed stands.",
        "Mend the bed again where the feed is wrong.",
    ),
    "withdrawn_before": ("info", "The bed was withdrawn by hand; it stays out.", "Put it back where it is sold again."),
    # Identity
    "duplicate_id": ("severe", "Another product has the same id; both are kept.", "Give each product its own id."),
    "missing_id": (
        "warning",
        "The record has no id of its own; one was made from its name or place.",
        "Give it an id.",
    ),
    "missing_gtin": ("info", "No GTIN is stated.", "Add the EAN."),
    "null_gtin": ("warning", "The GTIN is only zeros.", "Leave it empty, or fill in the EAN."),
    "sample_gtin": ("warning", "The GTIN is the sample number of manuals.", "Fill in the product's own EAN."),
    "excel_gtin": ("warning", "A spreadsheet rounded the GTIN; its digits are lost.", "Format the column as text."),
    "bad_gtin": ("warning", "The GTIN's length or check digit is wrong.", "Check the EAN."),
    "several_gtins": ("warning", "More than one GTIN is stated.", "Give each variant its own row and its own EAN."),
    "gtin_leading_zero": ("info", "The GTIN lost its leading zero; it was put back.", "Format the column as text."),
    "missing_group_id": ("info", "No group joins this record to its other sizes.", "Fill in item_group_id."),
    "inherited": ("info", "Cells left empty are taken from the product's first row.", ""),
    "brand_in_name_only": ("warning", "No brand is stated; the name's first word is taken.", "Fill in the brand."),
    "brand_case": ("info", "The brand is spelled in another case elsewhere; the first spelling is kept.", ""),
    "value_not_in_parent": ("warning", "The variant has a value that its product does not list.", "Add it there."),
    "parent_missing": ("warning", "The product this variant belongs to is not in the file.", "Export it as well."),
    # Text
    "html_in_text": ("info", "Mark-up was removed from the text.", ""),
    "double_escaped": ("info", "Entities are escaped twice; they were read twice.", "Export without escaping twice."),
    "empty_description": ("info", "The description is empty.", ""),
    "market_unreadable": ("warning", "No country's code; where it is sold stays unknown.", "Write NL, or NL BE."),
    "trailing_space": ("info", "A cell has spaces around its value.", ""),
    "attribute_name": ("info", "An attribute is named differently than usual; it was understood.", ""),
    "text_cut": ("warning", "A text is too long and was cut.", ""),
    "date_spelling": ("info", "The date is not written as 2026-09-13; it was understood.", ""),
    "date_unreadable": ("warning", "The date cannot be read; it stays unknown.", "Write it as 2026-09-13."),
    # Size and height
    "no_size": ("warning", "No size is stated.", "Fill in the size as 90x200."),
    "size_spelling": ("info", "The size is not written as 90x200; it was understood.", ""),
    "size_unreadable": ("warning", "The size cannot be read.", "Write it as 90x200."),
    "several_sizes": (
        "info",
        "Several sizes are on offer in one record; each is kept, and the price is of no stated size.",
        "Give each size its own row and price.",
    ),
    "size_in_name_only": ("info", "The size stands only in the name.", "Fill in the size."),
    "size_conflict": ("warning", "Size and name say different sizes; the size is taken.", "Make them agree."),
    "set_of_two": ("info", "A set of two: the size is of one, the price of both.", ""),
    "package_size": ("info", "Length, width and height are of the parcel and are not read.", ""),
    "height_no_unit": ("info", "The height has no unit; centimetres are taken.", ""),
    "height_text": ("info", "The height is written as text; it was understood.", ""),
    "height_implausible": ("warning", "The height is not that of a mattress; it is left out.", "Check the height."),
    # Firmness
    "no_firmness": ("warning", "No firmness is stated: the bed cannot be ranked.", "Fill in the firmness."),
    "firmness_unreadable": ("warning", "The firmness cannot be read.", "Use H2, 1-10 or a word docs/feeds.md lists."),
    "firmness_of_ten": (
        "info",
        "The number names no scale; with the others of this feed it is read as 1 to 10, 10 firmest.",
        "Write it as 7/10.",
    ),
    "firmness_bare_number": (
        "warning",
        "The number names no scale; no other of this feed is above 5, so it is read as an H-grade.",
        "Write it as H3, or as 3/10.",
    ),
    "firmness_translated": ("info", "The firmness is read from another language or spelling.", ""),
    "firmness_in_name_only": ("info", "The firmness stands only in the name.", "Fill in the firmness."),
    "firmness_in_description_only": ("info", "The firmness stands only in the description.", "Fill in the firmness."),
    "firmness_in_tags_only": ("warning", "The firmness stands only in the tags.", "Fill in the firmness."),
    "firmness_conflict": ("warning", "Sources of the firmness disagree; both are kept.", "Make them agree."),
    "grade_from_id": ("warning", "The grade stands only in the id; it agrees with the word.", "Fill in the grade."),
    "two_firmnesses": ("info", "Two firmnesses: two halves of a set, or two sides to turn.", ""),
    "several_firmnesses": ("info", "Several firmnesses are on offer under one price.", ""),
    "child_grade_assumed": ("info", "No firmness is stated; H1 is what the trade gives a child. It is not ranked.", ""),
    "any_firmness": ("info", "The variant holds for every firmness of its product.", ""),
    "custom_firmness": ("info", "Made to order: no firmness of its own.", ""),
    "no_basis": ("info", "The figure is of a layer, not of the mattress; it is not read as firmness.", ""),
    "weight_unreadable": (
        "warning",
        "The weight is not a sleeper's, or cannot be read; it stays unknown.",
        "Write whom the bed is for as 60-110 kg.",
    ),
    "zones_unverified": ("info", "A number of zones without their place or firmness.", ""),
    # Layers
    "layers_in_text": ("info", "The layers stand only in the description.", "Fill in layer_1_material, layer_1_cm."),
    "layers_unreadable": ("warning", "Layers are named that cannot be read; kept as a note.", "Write: 4 cm latex."),
    "layers_conflict": ("warning", "The layers are thicker than the mattress; kept as a note.", "Check both."),
    # Prices and stock
    "no_price": ("warning", "No price is stated.", "Fill in the price."),
    "price_unreadable": ("warning", "The price cannot be read.", "Write it as 599.00 EUR."),
    "price_spelling": ("info", "The price is not written as 599.00 EUR; it was understood.", ""),
    "price_no_currency": ("warning", "The price names no currency.", "Add the currency."),
    "price_range": ("warning", "From a lowest to a highest price; the lowest is taken.", "State the variant's price."),
    "price_valid_until": ("info", "The price's end date has passed.", "Renew the price or its date."),
    "sale_not_lower": ("warning", "The sale price is not below the price; it is left out.", "Check both prices."),
    "sale_not_now": ("warning", "The sale has ended or is still to begin.", "Renew its dates, or leave the price out."),
    "compare_at_is_regular": ("info", "The compare-at price is the regular one, the price the sale.", ""),
    "compare_at_ignored": ("info", "The compare-at price is not above the price; it is left out.", ""),
    "availability_spelling": ("info", "The availability is not a listed value; it was understood.", ""),
    "availability_unreadable": ("warning", "The availability cannot be read.", "Use in_stock or out_of_stock."),
    "delivery_unreadable": ("info", "When it is delivered cannot be read.", "Write: 5 days."),
    "stock_not_stated": ("info", "How many are in stock is not stated.", ""),
    "backorder": ("info", "It can be ordered but is not in stock.", ""),
    "out_of_stock": ("info", "It is not in stock.", ""),
    # JSON-LD
    "offers_list": ("info", "The offers are a list; the first is taken.", ""),
    "wrapped_block": ("info", "The product stands inside a list, a graph or a comment; it was found.", ""),
    "structure": ("info", "A property has another shape than usual; it was understood.", ""),
    # The whole catalogue, before it goes live
    "lost_sizes": ("severe", "Nearly all beds lost their sizes.", "Look whether the feed still has its sizes."),
    "lost_prices": ("severe", "Nearly all beds lost their prices.", "Look whether the feed still has its prices."),
    "lost_firmness": ("severe", "Nearly all beds lost their firmness.", "Look whether the feed still states it."),
    "one_bed_first": ("severe", "One bed is the first choice of more than half of all people.", "Check its firmness."),
}


def finding(key: str, field: str = "", value: object = "", where: str = "") -> Finding:
    """A finding from the table above; `value` is cut to a readable length and shows no control characters."""
    severity, text, mend = FINDINGS[key]
    return Finding(where, field, key, severity, text, printable(str(value)[:LONGEST_VALUE].strip()), mend)
