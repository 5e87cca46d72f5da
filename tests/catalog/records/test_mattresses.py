"""A shop's records become one mattress of each brand, model and firmness."""

import random

import pytest

from catalog.inspection import check_stream
from catalog.mattress import Size
from catalog.records.mattresses import mattresses

HEADER = "sku;titel;merk;maat;hardheid;prijs;actieprijs;voorraad;hoogte;materiaal;omschrijving\n"


def read(tmp_path, *rows, **more):
    (tmp_path / "feed.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return {each.mattress_id: each for each in mattresses(check_stream(tmp_path / "feed.csv"), **more)}


def test_sizes_of_one_firmness_are_one_mattress(tmp_path):
    found = read(
        tmp_path,
        "1;Alba matras 90x200 H2;B;90x200;Medium (H2);599 EUR;;1;24;latex;",
        "2;Alba matras 90x200 H3;B;90x200;Stevig (H3);649 EUR;;1;24;latex;",
        "3;Alba matras 140x200 H2;B;140 x 200 cm;Medium (H2);899 EUR;799 EUR;0;;latex;",
        source_date="2026-11-23",
    )
    assert list(found) == ["b--alba--h2", "b--alba--h3"]
    bed = found["b--alba--h2"]
    assert bed.sizes == (Size(90, 200, 599, in_stock=True), Size(140, 200, 799, in_stock=False))
    assert (bed.price, bed.price_size, bed.currency, bed.price_date) == (599, Size(90, 200), "EUR", "2026-11-23")
    assert (bed.brand, bed.model, bed.variant, bed.type, bed.height_cm) == ("B", "Alba", "H2", "latex", 24)
    assert (bed.firmness_original, bed.firmness_scale, bed.firmness_basis) == ("Medium (H2)", "H-grade", "declared")
    assert bed.firmness == pytest.approx((4.5 + 5.125) / 2) and bed.firmness_sd >= 1
    assert bed.in_stock is True


def test_stock_is_known_for_each_size(tmp_path):
    (bed,) = read(
        tmp_path,
        "1;Alba matras;B;90x200;H2;599 EUR;;3;;;",
        "2;Alba matras;B;140x200;H2;699 EUR;;0;;;",
        "3;Alba matras;B;160x200;H2;799 EUR;;;;;",
    ).values()
    assert [(size.width_cm, size.in_stock) for size in bed.sizes] == [(90, True), (140, False), (160, None)]
    assert bed.in_stock is True


def test_what_no_record_says_stays_unknown(tmp_path):
    (bed,) = read(tmp_path, "1;Alba 90x200;B;90x200;;599;;;;;").values()
    unknown = (bed.firmness, bed.firmness_sd, bed.height_cm, bed.in_stock, bed.n_zones, bed.currency, bed.trial_nights)
    assert set(unknown) == {None} and bed.firmness_scale == bed.firmness_original == bed.firmness_basis == ""
    (bed,) = read(tmp_path, "1;Alba;B;;H3;599;;;;;", currency="EUR").values()
    assert (bed.sizes, bed.price, bed.price_size, bed.currency) == ((), 599, None, "EUR")


def test_a_set_of_two_halves_is_each_half_without_a_price(tmp_path):
    found = read(
        tmp_path, "1;Alba set 2x 90x200 (H2 + H3);B;2x 90x200;H2 + H3;1298;;;;;", "2;Alba;B;90x200;H2;649;;;;;"
    )
    assert found["b--alba--h2"].sizes == (Size(90, 200, 649),)
    assert found["b--alba--h3"].sizes == (Size(90, 200, None),) and found["b--alba--h3"].price is None
    assert found["b--alba--h3"].firmness == 6.5 and "set of two" in found["b--alba--h3"].notes


def test_a_choice_under_one_price_is_a_mattress_of_each(tmp_path):
    found = read(tmp_path, "1;Alba 90x200;B;90x200;H2, H3, H4;599;;;;;")
    assert {name: bed.price for name, bed in found.items()} == dict.fromkeys(
        ("b--alba--h2", "b--alba--h3", "b--alba--h4"), 599
    )
    assert [bed.firmness for bed in found.values()] == [4.5, 6.5, 8.0]


def test_two_sides_are_one_mattress_that_turns(tmp_path):
    (bed,) = read(tmp_path, "1;Alba 90x200;B;90x200;mittelfest / fest;199;;;;;Keerbaar.").values()
    assert (bed.adjust, bed.adjust_min, bed.adjust_max) == ("flip", 6.375, 7.75)
    assert bed.firmness == pytest.approx(7.0625) and bed.firmness_sd == 1
    assert bed.mattress_id == "b--alba--medium-firm-or-firm" and bed.turnable is True


@pytest.mark.parametrize(("stated", "middle"), [("H2/H3", 5.5), ("zacht / stevig", 5.25)])
def test_two_firmnesses_that_nothing_says_to_be_sides_are_one_unsure_firmness(tmp_path, stated, middle):
    (bed,) = read(tmp_path, f"1;Alba 90x200;B;90x200;{stated};199;;;;;").values()
    assert (bed.adjust, bed.adjust_min, bed.firmness) == ("none", None, middle)
    assert bed.firmness_sd > 1.3


def test_one_firmness_in_two_words_is_two_sides_on_a_bed_that_turns(tmp_path):
    (bed,) = read(tmp_path, "1;Alba 90x200;B;90x200;Medium/Firm;199;;;;;").values()
    assert (bed.variant, bed.adjust) == ("medium-firm", "none")
    (bed,) = read(tmp_path, "1;Alba 90x200;B;90x200;Medium/Firm;199;;;;;Keerbaar.").values()
    assert bed.adjust == "flip" and bed.adjust_min < bed.adjust_max


def test_types_and_heights_under_one_name_are_kept_apart(tmp_path):
    found = read(
        tmp_path,
        "1;Alba koudschuim 90x200;B;90x200;H2;599;;;20;koudschuim;",
        "2;Alba pocketvering 90x200;B;90x200;H2;699;;;24;pocketvering;",
    )
    assert {bed.type: bed.price for bed in found.values()} == {"cold_foam": 599, "pocket_spring": 699}


def test_rejected_records_make_no_mattress(tmp_path):
    assert list(read(tmp_path, "1;Topper 7 cm;B;90x200;;199;;;;;", "2;Alba;B;90x200;H2;599;;;;;")) == ["b--alba--h2"]


def test_a_brands_own_grades_count(tmp_path):
    trade, malie = (
        next(iter(read(tmp_path, f"1;Alba;{brand};90x200;H2;599;;;;;").values())) for brand in ("B", "Malie")
    )
    assert malie.firmness > trade.firmness


def test_the_same_feed_in_another_order_is_the_same_catalogue(tmp_path):
    rows = [
        f"{brand}{size}{grade};Alba {size} {grade};{brand};{size};{grade};{600 + len(size)};;{stock};{height};;"
        for brand in ("B", "C")
        for size in ("90x200", "140x200", "180x210")
        for grade, stock, height in (("H2", 1, "20 cm"), ("H3 firm", 0, "22 cm"), ("soft", "", ""))
    ]
    straight = read(tmp_path, *rows)
    random.Random(1).shuffle(rows)
    assert read(tmp_path, *rows) == straight and len(straight) == 6


def test_long_names_have_short_ids_of_their_own(tmp_path):
    found = read(tmp_path, *(f"{i};{'Alba ' * 40}{i};B;90x200;H2;599;;;;;" for i in range(3)))
    assert len(found) == 3 and all(len(name) <= 120 for name in found)


def test_a_catalogue_of_many_models_is_set_aside_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("catalog.records.mattresses.IN_MEMORY_BYTES", 1000)
    found = read(tmp_path, *(f"{i};Alba {i} 90x200;B;90x200;H2;{500 + i};;;;;" for i in range(300)))
    assert [bed.price for bed in found.values()] == [500 + i for i in range(300)]


def test_names_that_run_together_stay_apart(tmp_path):
    found = read(tmp_path, "1;Plus Alba;B;90x200;H2;599;;;;;", "2;Alba;B Plus;90x200;H2;599;;;;;")
    assert sorted(found) == ["b--plus-alba--h2", "b-plus--alba--h2"]
