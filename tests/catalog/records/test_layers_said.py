"""What shops say of layers, in four languages: read as they mean it, or kept as a note; never guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from catalog.feeds.item import Item, attribute_field
from catalog.inspection import check_feed
from catalog.mattress import Layer, Mattress
from catalog.records.interpretation import read_item
from catalog.records.mattresses import mattresses
from catalog.records.record import FeedRecord
from catalog.texts import printable
from tests.garbage import CELLS, ODD

TODAY = dt.date(2026, 11, 1)


def said(description: str = "", title: str = "Huis Nachtrust 90x200 H3", **attributes: str) -> FeedRecord:
    item = Item(1, "1", title=title, brand="Huis", description=description, price="599 EUR")
    for name, value in attributes.items():
        item.attribute(name.replace("_", " "), value)
    return read_item(item, TODAY)


def keys(record: FeedRecord) -> set[str]:
    return {finding.key for finding in record.findings if finding.field == "layers"} - {"attribute_name"}


@pytest.mark.parametrize(
    ("text", "layers", "core"),
    [
        ("Met 4 cm koudschuim HR 45.", [Layer("koudschuim", 4, 45)], ""),
        ("2 cm Latex", [Layer("Latex", 2)], ""),
        ("3 inch memory foam 4 lb", [Layer("memory foam", 7.62, 64.1)], ""),
        ("Komfortschicht 5 cm Viscoschaum RG 50", [Layer("Viscoschaum", 5, 50)], ""),
        ("5 cm mousse à mémoire de forme, 50 kg/m³", [Layer("mousse à mémoire de forme", 5, 50)], ""),
        ("3 cm mousse HR 35 kg/m³", [Layer("mousse HR", 3, 35)], ""),
        ("7 cm Viscoschaum, Stauchhärte 2,1 kPa", [Layer("Viscoschaum", 7, None, 2.1)], ""),
        ("Visco van 4-5 cm", [Layer("Visco", 4.5)], ""),
        ("De bovenste 4,5 centimeter is van talalay, daaronder zit koudschuim.", [Layer("talalay", 4.5)], ""),
        ("The top 5 centimetres are memory foam.", [Layer("memory foam", 5)], ""),
        ("Oben 6 Zentimeter Viscoschaum", [Layer("Viscoschaum", 6)], ""),
        ("een zachte 6 cm latex toplaag", [Layer("latex", 6)], ""),
        ('4" gel memory foam over 8" pocket springs',
         [Layer("gel memory foam", 10.16), Layer("pocket springs", 20.32)], "pocket springs"),
        ("Viscoschaum (5 cm, RG 50) auf Kaltschaumkern (14 cm, RG 40)",
         [Layer("Viscoschaum", 5, 50), Layer("Kaltschaumkern", 14, 40)], "Kaltschaumkern"),
        ("Deze matras heeft een kern van 16 cm koudschuim HR40 met daarop 4 cm traagschuim",
         [Layer("traagschuim", 4), Layer("koudschuim", 16, 40)], "koudschuim"),
        ("Kern: 14 cm hoge pocketveren, aan de bovenzijde 4 cm HR45 koudschuim, onderzijde 2 cm polyether",
         [Layer("koudschuim", 4, 45), Layer("pocketveren", 14), Layer("polyether", 2)], "pocketveren"),
        ("1 cm wol; 3 cm natuurlatex 75 kg/m3; 14 cm pocketveren",
         [Layer("wol", 1), Layer("natuurlatex", 3, 75), Layer("pocketveren", 14)], "pocketveren"),
        ("beide zijden 3 cm latex, kern pocketvering", [Layer("latex", 3), Layer("pocketvering")], "pocketvering"),
        ("Pocketvering met 5 cm koudschuim HR45.", [Layer("koudschuim", 5, 45)], ""),
        ("Pocketvering met aan beide zijden 3 cm latex", [Layer("latex", 3)], ""),
        ("Taschenfederkern mit 4 cm Kaltschaum RG 50 und 2 cm Visco",
         [Layer("Kaltschaum", 4, 50), Layer("Visco", 2), Layer("Taschenfederkern")], "Taschenfederkern"),
        ("Pocket springs and 2 inch memory foam", [Layer("memory foam", 5.08)], ""),
        ("Ressorts ensachés avec 3 cm de latex", [Layer("latex", 3)], ""),
        ("Latex met een dikte van 5 cm op pocketvering van 16 cm",
         [Layer("Latex", 5), Layer("pocketvering", 16)], "pocketvering"),
        ("Kaltschaum 5 cm mit Taschenfederkern 14 cm",
         [Layer("Kaltschaum", 5), Layer("Taschenfederkern", 14)], "Taschenfederkern"),
        ("16 cm de mousse haute résilience 35 kg/m3 sous 5 cm de latex",
         [Layer("latex", 5), Layer("mousse haute résilience", 16, 35)], "mousse haute résilience"),
    ],
)  # fmt: skip
def test_running_text(text: str, layers: list[Layer], core: str) -> None:
    record = said(text)
    assert list(record.layers) == layers
    assert record.core_material == core
    assert keys(record) == {"layers_in_text"}


@pytest.mark.parametrize(
    "text",
    [
        "Koudschuim matras 20 cm hoog",
        "Memory foam mattress 10 inch",
        "Latex 18 cm",
        "Matratze aus Kaltschaum, Gesamthöhe 22 cm",
        "90x200x22 cm koudschuim",
        "incl. 5 cm traagschuim topper",
        "Topper van 5 cm visco",
        "levering binnen 2 dagen, 100 nachten, tot 120 kg, 2 in 1",
        "Koudschuim HR 45, maximaal 110 kg",
        "10 jaar garantie op de pocketvering; hoogte 25 cm",
        "Verpakt in een doos van 30 cm, met kussen van 12 cm latex kussen",
    ],
)
def test_the_whole_mattress_and_other_goods_are_no_layers(text: str) -> None:
    record = said(text)
    assert record.layers == ()
    assert keys(record) == set()


@pytest.mark.parametrize(
    ("attributes", "layers"),
    [
        ({"Comfortlaag": "4 cm koudschuim HR 45", "Kern laag": "pocketvering"},
         [Layer("koudschuim", 4, 45), Layer("pocketvering")]),
        ({"Dikte comfortlaag": "4 cm", "Materiaal comfortlaag": "koudschuim"}, [Layer("koudschuim", 4)]),
        ({"Toplaag": "4,5 cm Vent-tex"}, [Layer("Vent-tex", 4.5)]),
        ({"Matratzenaufbau": "2 cm Latex / 14 cm Kaltschaum RG50 / 2 cm Latex"},
         [Layer("Latex", 2), Layer("Kaltschaum", 14, 50), Layer("Latex", 2)]),
        ({"Couche de confort": "mousse à mémoire de forme 5 cm"}, [Layer("mousse à mémoire de forme", 5)]),
        ({"layer 1 material": "latex", "layer 1 cm": "4,5", "layer 1 density": "75", "layer 2 material": "koudschuim",
          "layer 2 kpa": "3.5"}, [Layer("latex", 4.5, 75), Layer("koudschuim", None, None, 3.5)]),
        ({"layers": '[{"material": "latex", "cm": 4, "hardness_n": 120}]'}, [Layer("latex", 4, None, None, 120)]),
    ],
)  # fmt: skip
def test_attributes(attributes: dict[str, str], layers: list[Layer]) -> None:
    record = said(**attributes)
    assert list(record.layers) == layers
    assert keys(record) == set()


def test_a_core_height_alone_is_the_height_of_the_core() -> None:
    assert said(Kernhoogte="16 cm").core_cm == 16
    assert said(Kernhoogte="16 cm").layers == ()
    assert said(Kernhoogte="16 cm").height_cm is None
    assert said("Kern van 20 cm, zeven zones").core_cm == 20
    assert said("Kern van 20 cm, 4 cm latex, hoogte 24 cm").layers == (Layer("latex", 4),)


def test_what_cannot_be_read_of_a_layer_is_a_finding_and_a_note() -> None:
    record = said(Opbouw="zie de tabel hieronder")
    assert record.layers == ()
    assert keys(record) == {"layers_unreadable"}
    bed = next(mattresses([record]))
    assert "zie de tabel hieronder" in bed.notes
    assert keys(said(layer_1_cm="veel", layer_1_material="latex")) == {"layers_unreadable"}
    assert keys(said(Comfortlaag="ja", Aantal_lagen="3")) == set()


def test_layers_thicker_than_the_mattress_are_a_note() -> None:
    record = said("8 cm latex op 16 cm pocketvering", height="18 cm")
    assert record.layers == ()
    assert keys(record) == {"layers_in_text", "layers_conflict"}
    assert "8 cm latex" in next(mattresses([record])).notes


@pytest.mark.parametrize(
    ("text", "coils"),
    [
        ("met 260 veren per m²", 260),
        ("ca. 1000 Federn bei 100x200", 500),
        ("400 TFK pro m2", 400),
        ("500 springs per square metre", 500),
        ("1000 springs", None),
    ],
)
def test_springs_for_each_square_metre(text: str, coils: float | None) -> None:
    assert said(text).coils_per_m2 == coils


def test_layers_that_can_be_exchanged_are_not_a_mattress_that_can() -> None:
    assert said("De comfortlaag is verwisselbaar").exchangeable is True
    assert said("austauschbare Kern").exchangeable is True
    assert said("30 dagen omruilgarantie").exchangeable is None


def test_a_name_of_a_layer_is_no_height_cover_or_type() -> None:
    assert attribute_field("Dikte comfortlaag") == "layers"
    assert attribute_field("Komfortschicht") == "layers"
    assert attribute_field("Kernhöhe") == "layers"
    assert attribute_field("Kernmaterial") == "type"
    assert attribute_field("Hoogte") == "height"
    assert attribute_field("Hoes") is None
    assert attribute_field("Laag voor de hoes") is None


def imported(folder: Path, rows: str) -> list[Mattress]:
    file = folder / "feed.csv"
    file.write_text(rows, encoding="utf-8")
    return list(mattresses(check_feed(file, TODAY).records))


def test_a_table_of_a_shop_gives_mattresses_with_layers(tmp_path: Path) -> None:
    head = "id;naam;merk;prijs;hardheid;maat;comfortlaag;keerbaar;omschrijving\n"
    row = "{};Nachtrust {};Huis;599 EUR;H3;{};4 cm koudschuim HR 45;ja;260 veren per m2\n"
    beds = imported(tmp_path, head + row.format(1, "90x200", "90x200") + row.format(2, "140x200", "140x200"))
    assert len(beds) == 1
    assert beds[0].layers == (Layer("koudschuim", 4, 45),)
    assert (beds[0].coils_per_m2, beds[0].turnable) == (260, True)


def test_sizes_that_state_different_layers_leave_them_unknown(tmp_path: Path) -> None:
    head = "id;naam;merk;prijs;hardheid;maat;comfortlaag\n"
    row = "{};Nachtrust {};Huis;599 EUR;H3;{};{} cm latex\n"
    (bed,) = imported(tmp_path, head + row.format(1, "90x200", "90x200", 4) + row.format(2, "140x200", "140x200", 6))
    assert bed.layers == ()
    assert "layers differ" in bed.notes


@pytest.mark.parametrize("word", ["a-", "a", "soft-", "micro-"])
def test_the_end_of_one_long_word_names_no_material(word: str) -> None:
    """Words are searched for materials within bounds: without them, the work squares with the length of such a text."""
    assert said(f"4 cm {word * 2400}latex").layers == ()


@pytest.mark.parametrize("cell", [*CELLS.values(), *ODD, "9" * 400 + " cm latex", "cm " * 3000, "latex 4 " * 700])
def test_anything_can_stand_there(cell: str) -> None:
    for record in (said(cell), said(Comfortlaag=cell), said(layer_1_cm=cell), said(layers=cell)):
        assert all(layer.material.isprintable() for layer in record.layers)
        assert record.layers_note == printable(record.layers_note)
        assert len(record.layers_note) <= 700
