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
    "invalid_json": (
        "warning",
        "A block is not valid JSON; it was repaired and then read.",
        "Remove the trailing commas.",
    ),
    "unreadable_json": ("severe", "A block is not valid JSON and could not be read.", "Validate the block."),
    "microdata_twin": ("info", "The page describes the same product a second time; that copy is left out.", ""),
    "empty_row": ("info", "An empty row was skipped.", ""),
    "unreadable_row": ("severe", "A row cannot be read, often because a quote is not closed.", "Check the quotes."),
    "surplus_cells": (
        "severe",
        "A row has more cells than the header has names: its cells may stand under the wrong name.",
        "Put a text with a separator in it between quotes.",
    ),
    "loose_quote": (
        "warning",
        "There is a quote where none belongs; the row was read as far as possible.",
        "Double the quote.",
    ),
    "sheet_not_read": ("info", "A sheet has no header we know, or is hidden; it is not read.", ""),
    "long_gap": ("warning", "After ten thousand empty rows a sheet counts as read.", "Delete the empty rows."),
    "unknown_column": ("info", "This column is not known; it was not read.", "Give it a name listed in docs/feeds.md."),
    "second_column": ("info", "A column before it holds the same; this one counts only where that is empty.", ""),
    "currency_not_stated": ("info", "This format names no currency; prices are in the shop's own.", ""),
    # Why a record is rejected
    "parent_row": ("info", "The row describes a product; its variants carry sizes and prices.", ""),
    "image_only_row": ("info", "The row only adds a picture.", ""),
    "draft_product": ("severe", "The product is a draft or archived.", "Publish it, or leave it out of the feed."),
    "hidden_product": ("severe", "The product is hidden in the shop.", "Show it, or leave it out of the feed."),
    "not_new": (
        "severe",
        "The product is used or refurbished: its price is not that of the mattress.",
        "Leave it out of the feed.",
    ),
    "zero_price": ("severe", "The price is zero.", "Fill in the price."),
    "topper": ("severe", "A topper is an accessory: its thickness is kept, but it gets no score.", ""),
    "not_a_mattress": ("severe", "This is not a mattress.", "Leave it out of the feed."),
    "children_mattress": ("severe", "A children's mattress: the advice is for adults.", ""),
    "short_row": ("severe", "The row ends before its required cells.", "Export the row again."),
    "duplicate_record": ("severe", "The same record appears earlier in the file.", "Remove one."),
    "duplicate_variant": (
        "severe",
        "This brand and model appears earlier in the file, in the same size and firmness.",
        "Remove one.",
    ),
    "total_row": ("info", "The row sums up the others.", ""),
    "nothing_named": ("severe", "The record has no name.", "Fill in the title."),
    # What was mended by hand before
    "mend_kept": ("info", "What was corrected by hand is kept: the feed still says the same as it did then.", ""),
    "mend_overtaken": (
        "warning",
        "The feed says something new about what was corrected by hand; the feed counts.",
        "Correct the mattress again if the feed is wrong.",
    ),
    "withdrawn_before": (
        "info",
        "The mattress was withdrawn by hand; it stays out.",
        "Put it back if it is on sale again.",
    ),
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
    "gtin_leading_zero": ("info", "The GTIN had lost its leading zero; it was put back.", "Format the column as text."),
    "missing_group_id": ("info", "No group links this record to its other sizes.", "Fill in item_group_id."),
    "inherited": ("info", "Empty cells were filled from the product's first row.", ""),
    "brand_in_name_only": ("warning", "No brand is stated; we use the first word of the name.", "Fill in the brand."),
    "brand_case": ("info", "The brand is spelled in another case elsewhere; the first spelling is kept.", ""),
    "value_not_in_parent": ("warning", "The variant has a value that its product does not list.", "Add it there."),
    "parent_missing": (
        "warning",
        "The product this variant belongs to is not in the file.",
        "Export the product as well.",
    ),
    # Text
    "html_in_text": ("info", "Mark-up was removed from the text.", ""),
    "double_escaped": ("info", "Characters are escaped twice; they were read twice.", "Export without escaping twice."),
    "empty_description": ("info", "The description is empty.", ""),
    "market_unreadable": (
        "warning",
        "This is not a country code; where it is sold stays unknown.",
        "Write NL, or NL BE.",
    ),
    "trailing_space": ("info", "A cell has spaces around its value.", ""),
    "attribute_name": ("info", "An attribute has an unusual name, but was read.", ""),
    "text_cut": ("warning", "A text is too long and was cut off.", ""),
    "date_spelling": ("info", "The date is not written as 2026-09-13, but was read.", ""),
    "date_unreadable": ("warning", "The date cannot be read and stays unknown.", "Write it as 2026-09-13."),
    # Size and height
    "no_size": ("warning", "No size is stated.", "Fill in the size as 90x200."),
    "size_spelling": ("info", "The size is not written as 90x200, but was read.", ""),
    "size_unreadable": ("warning", "The size cannot be read.", "Write it as 90x200."),
    "several_sizes": (
        "info",
        "One record offers several sizes. All are kept; which size the price is for is not known.",
        "Give each size its own row and price.",
    ),
    "size_in_name_only": ("info", "The size is only in the name.", "Fill in the size."),
    "size_conflict": ("warning", "Size and name state different sizes; we use the size.", "Make them the same."),
    "set_of_two": ("info", "A set of two: the size is that of one, the price that of both.", ""),
    "package_size": ("info", "Length, width and height are those of the parcel and were not read.", ""),
    "height_no_unit": ("info", "The height has no unit; we assume centimetres.", ""),
    "height_text": ("info", "The height is written as text, but was read.", ""),
    "height_implausible": ("warning", "This cannot be the height of a mattress; it is left out.", "Check the height."),
    # Firmness
    "no_firmness": ("warning", "No firmness is stated: the mattress gets no score.", "Fill in the firmness."),
    "firmness_unreadable": (
        "warning",
        "The firmness cannot be read.",
        "Use H2, 1-10 or a word listed in docs/feeds.md.",
    ),
    "firmness_of_ten": (
        "info",
        "The number names no scale. Because of the other numbers in this feed it is read as 1 to 10, 10 being firmest.",
        "Write it as 7/10.",
    ),
    "firmness_bare_number": (
        "warning",
        "The number names no scale. No other number in this feed is above 5, so it is read as a grade H1 to H5.",
        "Write it as H3, or as 3/10.",
    ),
    "firmness_translated": ("info", "The firmness was read from another language or spelling.", ""),
    "firmness_in_name_only": ("info", "The firmness is only in the name.", "Fill in the firmness."),
    "firmness_in_description_only": ("info", "The firmness is only in the description.", "Fill in the firmness."),
    "firmness_in_tags_only": ("warning", "The firmness is only in the tags.", "Fill in the firmness."),
    "firmness_conflict": ("warning", "Sources of the firmness disagree; both are kept.", "Make them the same."),
    "grade_from_id": (
        "warning",
        "The grade (H1 to H5) is only in the id; it agrees with the word.",
        "Fill in H1 to H5 as the firmness.",
    ),
    "two_firmnesses": ("info", "Two firmnesses: two mattresses in one set, or two sides to turn.", ""),
    "several_firmnesses": ("info", "Several firmnesses are on offer for one price.", ""),
    "child_grade_assumed": ("info", "No firmness is stated. H1 is usual for children; the mattress gets no score.", ""),
    "any_firmness": ("info", "The variant holds for every firmness of its product.", ""),
    "custom_firmness": ("info", "Made to order: no firmness of its own.", ""),
    "no_basis": ("info", "The figure is that of a layer, not of the mattress; it was not read as firmness.", ""),
    "weight_unreadable": (
        "warning",
        "This weight is not a person's, or cannot be read; it stays unknown.",
        "Write who the mattress is for as 60-110 kg.",
    ),
    "zones_unverified": ("info", "A number of zones is stated, but not where they are or how firm.", ""),
    # Layers
    "layers_in_text": ("info", "The layers are only in the description.", "Fill in layer_1_material and layer_1_cm."),
    "layers_unreadable": ("warning", "Layers are named that cannot be read; kept as a note.", "Write: 4 cm latex."),
    "layers_conflict": ("warning", "The layers are thicker than the mattress; kept as a note.", "Check both."),
    # Prices and stock
    "no_price": ("warning", "No price is stated.", "Fill in the price."),
    "price_unreadable": ("warning", "The price cannot be read.", "Write it as 599.00 EUR."),
    "price_spelling": ("info", "The price is not written as 599.00 EUR, but was read.", ""),
    "price_no_currency": ("warning", "The price names no currency.", "Add the currency."),
    "price_range": (
        "warning",
        "A lowest and a highest price are stated; we use the lowest.",
        "State the variant's price.",
    ),
    "price_unlike_sizes": (
        "warning",
        "For each square metre the price is more than four times what this mattress costs in its other sizes, or less "
        "than a quarter. It is left out.",
        "Check the price. Where it is right, correct the mattress by hand with it.",
    ),
    "price_too_low": (
        "warning",
        "No mattress costs so little, or no other in this list by far. The price is left out.",
        "Check the price. Where it is right, correct the mattress by hand with it.",
    ),
    "sale_too_low": (
        "warning",
        "The sale price is a tenth of the regular price or less. Both are left out.",
        "Check both prices.",
    ),
    "price_valid_until": ("info", "The price's end date has passed.", "Renew the price or its date."),
    "sale_not_lower": ("warning", "The sale price is not below the price; it is left out.", "Check both prices."),
    "sale_not_now": ("warning", "The sale has ended or is still to begin.", "Renew its dates, or leave the price out."),
    "compare_at_is_regular": ("info", "The compare-at price is the regular one, the price the sale.", ""),
    "compare_at_ignored": ("info", "The compare-at price is not above the price; it is left out.", ""),
    "availability_spelling": ("info", "The availability is not a listed value, but was read.", ""),
    "availability_unreadable": ("warning", "The availability cannot be read.", "Use in_stock or out_of_stock."),
    "delivery_unreadable": ("info", "We cannot read when it is delivered.", "Write: 5 days."),
    "stock_not_stated": ("info", "How many are in stock is not stated.", ""),
    "backorder": ("info", "It can be ordered but is not in stock.", ""),
    "out_of_stock": ("info", "It is not in stock.", ""),
    # JSON-LD
    "offers_list": ("info", "The offers are a list; we use the first.", ""),
    "wrapped_block": ("info", "The product is inside a list, in @graph or in an HTML comment, but was read.", ""),
    "structure": ("info", "A property has an unusual form, but was read.", ""),
    # The whole catalogue, before it goes live
    "lost_sizes": (
        "severe",
        "Nearly all mattresses have lost their sizes.",
        "Check whether the feed still has its sizes.",
    ),
    "lost_prices": (
        "severe",
        "Nearly all mattresses have lost their prices.",
        "Check whether the feed still has its prices.",
    ),
    "lost_firmness": (
        "severe",
        "Nearly all mattresses have lost their firmness.",
        "Check whether the feed still states the firmness.",
    ),
    "one_bed_first": (
        "severe",
        "One mattress is the first pick of more than half of all people.",
        "Check its firmness.",
    ),
}


def finding(key: str, field: str = "", value: object = "", where: str = "") -> Finding:
    """A finding from the table above; `value` is cut to a readable length and shows no control characters."""
    severity, text, mend = FINDINGS[key]
    return Finding(where, field, key, severity, text, printable(str(value)[:LONGEST_VALUE].strip()), mend)
