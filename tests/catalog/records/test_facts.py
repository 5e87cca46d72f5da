"""Facts in a title and a description: kind, model, weight, base, sides, terms."""

import datetime as dt

import pytest

from catalog.feeds.habits import with_habits
from catalog.feeds.item import Item, attribute_field
from catalog.mattress import Mattress
from catalog.records.interpretation import read_item
from catalog.records.kinds import kind_of
from catalog.records.names import model_name
from catalog.sizes import SizeText

TODAY = dt.date(2026, 11, 23)


def read(title="Alba matras 90x200 H2", description="", **attributes):
    item = Item(1, "id", title=title, brand="Röwa", description=description, price="599.00 EUR")
    for name, value in attributes.items():
        item.attribute(name.replace("_", " "), value)
    return read_item(item, TODAY)


def keys(record):
    return {each.key for each in record.findings}


@pytest.mark.parametrize(
    ("title", "category", "kind"),
    [
        ("Alba koudschuim matras", "Slapen > Matrassen", None),
        ("Alba Pillow Top mattress", "Mattresses", None),
        ("Matras incl. gratis kussen", "", None),
        ("Boxspringmatras Alba", "", None),
        ("Alba matras met topper", "", None),
        ("Alba 90x200", "Matrassen & toppers", None),
        ("Topper / topdekmatras", "Matrassen", "topper"),
        ("Alba comfort 7 cm", "Slapen > Toppers", "topper"),
        ("Surmatelas confort", "", "topper"),
        ("Hoofdkussen dons", "Slapen", "not_a_mattress"),
        ("Matrasbeschermer molton", "", "not_a_mattress"),
        ("Lattenbodem voor matras 90x200", "", "not_a_mattress"),
        ("Boxspring Alba 180x200", "", "not_a_mattress"),
        ("Kindermatratze Alba", "", "children_mattress"),
        ("Alba", "Kinder > Matrassen", "children_mattress"),
    ],
)
def test_kind(title, category, kind):
    assert kind_of(title, category, None) == kind


def test_a_cot_is_told_by_its_size():
    assert kind_of("Alba", "", SizeText(60, 120)) == "children_mattress"
    assert kind_of("Alba", "", SizeText(70, 200)) is None


@pytest.mark.parametrize(
    ("title", "brand", "model"),
    [
        ("billerbeck Wash Star 24 koudschuim matras 140/200 H3", "billerbeck", "Wash Star 24"),
        ("Badenia irisette Sylt TTFK set 2 x 90x200 (H2 + H3)", "Badenia", "irisette Sylt TTFK"),
        ("bett1 BODYGUARD Anti-Kartell-Matratze 90x200 (2 hardheden)", "bett1", "BODYGUARD Anti-Kartell"),
        ("Swissflex Versa 20 Naturlatex 90x200 H3", "Swissflex", "Versa 20 Naturlatex"),
        ("Medium matras 90x200", "Röwa", "Medium"),
        ("Set van 2 Dormio Cloud matrassen - 90x200 - Medium/Stevig", "Dormio", "Cloud"),
        ("Matratze Traum 2er Set 90x200 H3 & H4", "Breckle", "Traum"),
        ("Mattress Cosy 6'0 x 6'6 medium soft", "Silentnight", "Cosy"),
        ("Matras Alfa 90x200", "Al", "Alfa"),
    ],
)
def test_model(title, brand, model):
    assert model_name(title, brand) == model


@pytest.mark.parametrize(
    ("brand", "model", "name"),
    [
        ("Bear", "Bear Hybrid", "Bear Hybrid H2"),
        ("Bear", "bear", "Bear H2"),
        ("Bear", "Bearing", "Bear Bearing H2"),
        ("", "Hybrid", "Hybrid H2"),
    ],
)
def test_a_brand_with_which_a_name_begins_is_shown_once(brand: str, model: str, name: str) -> None:
    assert Mattress("a", brand, model, "H2").name == name


def test_a_brand_that_is_the_whole_name_is_shown_once():
    bed = Mattress("a", brand="Uno", model="uno", variant="medium", firmness=5.0, firmness_sd=1.0)
    assert bed.name == "Uno medium"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("tot 80 kg", None, 80),
        ("81-110 kg", 81, 110),
        ("vanaf 100 kg", 100, None),
        ("100+ kg", 100, None),
        ("60 bis 90 kg", 60, 90),
        ("max. 120", None, 120),
        ("up to 250 lbs", None, 113.4),
        ("9 kg", None, None),
        ("max. 120 kg per persoon", None, 120),
        ("45-55 kg/m3", None, None),
        ("50 kg pro m³", None, None),
        ("verzendgewicht 42 kg", None, None),
        ("geen", None, None),
    ],
)
def test_weight_advice(text, low, high):
    record = read(gewichtsadvies=text)
    assert (record.weight_min_kg, record.weight_max_kg) == (low, high)


@pytest.mark.parametrize(
    ("stated", "nights"),
    [
        ("100 nachten", 100),
        ("100", 100),
        ("30 dagen", 30),
        ("3 maanden", 90),
        ("1 year", 365),
        ("12 Wochen", 84),
        ("2 mois", 60),
        ("10 jaar", None),
        ("ja", None),
    ],
)
def test_a_trial_is_read_in_its_unit(stated, nights):
    assert read(proefperiode=stated).trial_nights == nights


@pytest.mark.parametrize(
    ("stated", "years"),
    [
        ("10 jaar", "10"),
        ("24 maanden", "2"),
        ("120 months", "10"),
        ("6 Monate", ""),
        ("levenslang", "lifetime"),
        ("5", "5"),
    ],
)
def test_a_warranty_is_read_in_its_unit(stated, years):
    assert read(garantie=stated).warranty_years == years


@pytest.mark.parametrize(
    ("description", "name", "value"),
    [
        ("Geschikt voor een elektrisch verstelbare bodem.", "motorised_base", True),
        ("Niet geschikt voor verstelbare bodems.", "motorised_base", False),
        ("Mooie stof.", "motorised_base", None),
        ("Het matras is keerbaar.", "turnable", True),
        ("Niet keerbaar.", "turnable", False),
        ("Twee losse kernen in een tijk.", "two_cores", True),
        ("100 nachten proefslapen.", "trial_nights", 100),
        ("Geleverd binnen 30 dagen.", "trial_nights", None),
        ("Met omruilgarantie.", "exchange", "omruilgarantie"),
        ("Opgebouwd uit 7 zones.", "n_zones", 7),
        ("Geschikt voor een lichaamsgewicht tot 110 kg.", "weight_max_kg", 110),
        ("Het matras weegt 22 kg, gewicht: 22 kg.", "weight_max_kg", None),
        ("Belastbaar tot 130 kg.", "weight_max_kg", 130),
        ("Koudschuim matras voor 60-90 kg.", "weight_max_kg", 90),
        ("Tot 120 kg per persoon, levering op pallet.", "weight_max_kg", 120),
        ("H2 tot 80 kg, H3 vanaf 80 kg.", "weight_max_kg", 80),
        ("Traagschuim met dichtheid tot 85 kg/m³.", "weight_max_kg", None),
        ("Visco Raumgewicht 50-60 kg", "weight_max_kg", None),
        ("Densité 40 - 50 kg par m3", "weight_max_kg", None),
        ("Foam of up to 65 kg m-3 density", "weight_max_kg", None),
        ("Versandgewicht bis 45 kg.", "weight_max_kg", None),
        ("Het gewicht van het matras: tot 45 kg.", "weight_max_kg", None),
        ("Mattress weight 40-55 kg", "weight_max_kg", None),
        ("Poids du colis: max. 45 kg. Poids recommandé: 60-100 kg.", "weight_max_kg", 100),
        ("Für Personen von 60 bis 90 kg.", "weight_min_kg", 60),
        ("Suits sleepers up to 120 kg.", "weight_max_kg", 120),
        ("Motorrahmen geeignet.", "motorised_base", True),
        ("Nicht für verstellbare Lattenroste geeignet.", "motorised_base", False),
        ("Met een zomer- en winterzijde.", "turnable", True),
        ("Twee kernen in een tijk.", "two_cores", True),
        ("10 jaar garantie op de kern.", "warranty_years", "10"),
        ("Wij bestaan 10 jaar.", "warranty_years", ""),
        ("365 nights trial.", "trial_nights", 365),
        ("Kernhoogte 18 cm, totale hoogte 22 cm.", "height_cm", 22),
        ("Comfortlaag van 5 cm dik.", "height_cm", None),
        ("Kern van natuurlatex.", "type", "latex"),
        ("Kern met 1000 pocketveren.", "type", "pocket_spring"),
        ("Max. 130 kilo lichaamsgewicht. Gewicht matras 22 kg.", "weight_max_kg", 130),
        ("Gewicht matras 45 kilo. Tot 110 kilogram.", "weight_max_kg", 110),
        ("Koudschuim matras inclusief gratis traagschuim topper.", "type", "cold_foam"),
        ("Kaltschaummatratze, gratis Visco-Topper dazu.", "type", "cold_foam"),
        ("Latex mattress with a free memory foam pillow.", "type", "latex"),
        ("Matras van traagschuim, gratis bezorgd.", "type", "memory_foam"),
    ],
)
def test_facts_in_a_description(description, name, value):
    assert getattr(read(description=description), name) == value


@pytest.mark.parametrize(
    ("attributes", "height"),
    [
        ({"Hoogte": "24"}, 24),
        ({"Höhe": "ca. 18,5 cm"}, 18.5),
        ({"hoogte": "240 mm"}, 24),
        ({"height inches": "10"}, 25.4),
        ({"hoogte": "2400"}, None),
        ({"hoogte": "hoog"}, None),
    ],
)
def test_height(attributes, height):
    assert read(**attributes).height_cm == height


def test_conflicting_labels_keep_both():
    record = read(title="Alba matras 90x200 zacht", hardheid="Stevig")
    assert record.label_norm == "firm" and "firmness_conflict" in keys(record)
    assert "zacht" in record.firmness_original and "Stevig" in record.firmness_original
    record = read(title="Alba 90x200", hardheid="Medium (H3)")
    assert (record.grade, record.label_norm) == ("H3", "medium") and "firmness_conflict" in keys(record)


def test_a_number_counts_unless_it_is_at_odds_with_the_word():
    assert read(title="Alba 90x200", hardheid="Ferme", firmness_score="8").firmness == 8
    record = read(title="Alba 90x200", hardheid="Soft", firmness_score="8")
    assert record.firmness == pytest.approx(2.75) and "firmness_conflict" in keys(record)
    assert read(title="Alba 90x200", hardheid="7/10").firmness == 7


def column(*stated, name="hardheid"):
    items = [Item(number, str(number), title="Alba 90x200", brand="Röwa") for number in range(len(stated))]
    for item, text in zip(items, stated, strict=True):
        item.attribute(name, text)
    return [read_item(item, TODAY) for item in with_habits(items)]


@pytest.mark.parametrize(
    ("stated", "firmness", "scale"),
    [
        (("4", "7", "2.5"), (4, 7, 2.5), "1-10"),
        (("1", "4,5", "5.5"), (1, 4.5, 5.5), "1-10"),
        (("3", "4.7"), (3, 4.7), "1-10"),
        (("4", "6/10"), (4, 6), "1-10"),
        (("2", "3", "2.5"), (4.5, 6.5, 5.5), "H-grade"),
        (("2", "stevig"), (4.5, 7.75), None),
        (("4", "9", "35"), (None, None, None), ""),
    ],
)
def test_a_column_of_bare_numbers_is_on_one_scale(stated, firmness, scale):
    records = column(*stated)
    assert tuple(record.firmness for record in records) == pytest.approx(firmness)
    assert scale is None or {record.firmness_scale for record in records} == {scale}
    grades = {"H-grade": "firmness_bare_number", "1-10": "firmness_of_ten"}
    if scale:
        assert grades[scale] in keys(records[0]) and not any("5.5" in record.grade for record in records)


@pytest.mark.parametrize(
    ("stated", "firmness"),
    [
        ("7-8 out of 10", 7.5),
        ("6,5/10", 6.5),
        ("6 tot 7 van de 10", 6.5),
        ("5 (scale 1-10)", 5),
        ("4 (1-10)", 4),
        ("3/5", None),
        ("60/100", None),
        ("8-7/10", None),
        ("11/10", None),
    ],
)
def test_a_number_with_its_scale(stated, firmness):
    (record,) = column(stated)
    assert record.firmness == firmness
    assert (firmness is None) == ("firmness_unreadable" in keys(record))
    assert firmness is None or "-" not in stated.split("(")[0] or record.firmness_sd > 0.6


def test_a_columns_name_may_state_the_scale():
    assert column("4", name="Hardheid (1-10)")[0].firmness == 4
    assert column("4", name="Hardheid")[0].grade == "H4"


def test_a_layers_ild_is_no_firmness():
    record = read(title="Alba 90x200", ILD="36")
    assert record.firmness is None and {"no_basis", "no_firmness"} <= keys(record)


def test_en_1957_is_read_the_right_way_round():
    record = read(title="Alba 90x200", **{"en 1957": "5,6"})
    assert record.firmness == pytest.approx(6.1) and record.firmness_sd < 0.5


def test_silence_stays_silence():
    record = read(title="Alba 90x200")
    assert record.firmness is None and record.grade == record.label_norm == "" and record.height_cm is None
    assert record.weight_max_kg is None and record.turnable is None and record.availability is None


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Hardheid", "firmness"),
        ("_matras_hoogte", "height"),
        ("Härtegrad", "firmness"),
        ("Lengte", "length"),
        ("ILD", "no_basis"),
        ("Kleur", None),
        ("shipping_weight", None),
    ],
)
def test_names_of_attributes(name, field):
    assert attribute_field(name) == field


def test_an_attribute_of_a_part_is_not_of_the_mattress():
    record = read(
        title="Alba 90x200", **{"Materiaal tijk": "katoen", "Materiaal kern": "latex", "Hoogte kern": "18 cm"}
    )
    assert record.type == "latex" and record.height_cm is None
    assert attribute_field("Hoogte verpakking") is None and attribute_field("Aantal kernen") == "cores"


def test_a_set_and_an_age_that_a_feed_states_apart():
    assert read(multipack="2").pieces == 2 and read().pieces == 1
    child = read(title="Alba 90x200", age_group="kids")
    assert not child.keep and child.width_cm is None and (child.grade, child.firmness) == ("H1", None)


def test_the_third_side_is_the_height():
    assert read(title="Alba 90x200x22 cm").height_cm == 22
    assert read(title="Alba 90x200").height_cm is None


def test_a_sale_that_does_not_run_is_said():
    for dates, runs in (("2026-11-20T00:00/2026-11-30T00:00", True), ("2026-01-01/2026-02-01", False), ("", True)):
        item = Item(1, "id", title="Alba 90x200", brand="B", price="599 EUR", sale_price="499 EUR")
        item.attributes["sale_dates"] = dates
        record = read_item(item, TODAY)
        assert record.sale_price == 499 and record.sale_runs == runs == ("sale_not_now" not in keys(record))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", "https://x y", ""])
def test_only_web_pages_are_links(url):
    item = Item(1, "id", title="Alba 90x200", brand="B", price="5", url=url)
    assert read_item(item, TODAY).url == ""


def test_a_name_of_nothing_but_noise_is_still_a_name():
    for title in ("H2", "90x200", "matras", "—", "Alba"):
        record = read_item(Item(1, "id", title=title, price="5"), TODAY)
        assert record.brand and record.model
    record = read_item(Item(1, "id", title="Matras Alba Comfort 90x200", price="5"), TODAY)
    assert (record.brand, record.model) == ("Alba", "Comfort")
