"""`check-bed` from end to end: saved pages of six shapes, five typed beds, what each missing fact could change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.storefront.commands.command_line import Answer, run

PAGES = Path(__file__).parents[1] / "data"
PERSON = ("--weight-kg", 82, "--height-cm", 178, "--side", 0.6, "--back", 0.4)
# What each page states: name, firmness, thicknesses above the core, zones, price.
READ: dict[str, list[tuple[str, float, list[float], int | None, float]]] = {
    "shopify_product.json": [
        ("Hoeve Rust Pocket H2", 4.81, [4.0], 7, 549.0),
        ("Hoeve Rust Pocket H3", 7.12, [4.0], 7, 549.0),
    ],
    "shopify_product.js": [("Drift Hybrid 6.5", 6.5, [5.08, 2.54], None, 899.0)],
    "product_nl.html": [("Veluwe Comfort 300 medium", 5.12, [5.0], None, 479.0)],
    "product_de.html": [("Taunus Vital H2", 4.5, [3.0], 7, 399.0), ("Taunus Vital H3", 6.5, [3.0], 7, 399.0)],
    "product_en.html": [("Dales 2000 Pocket medium-firm", 6.38, [], None, 649.0)],
    "product_fr_microdata.html": [("Ardenne Latex firm", 7.75, [3.0], 7, 899.0)],
}
TYPED = (
    ("--name", "Alba", "--stated", "H3", "--type", "pocket_spring", "--zones", "7", "--height-cm", 22),
    ("--name", "Bora", "--stated", "medium", "--layers", "5 cm memory 50; 18 cm pocket", "--price", "599 EUR"),
    ("--name", "Cala", "--stated", "8.6 N/mm", "--zones", "no"),
    ("--name", "Dune", "--stated", "Hs 5.6", "--type", "latex", "--size", "90x200"),
    ("--name", "Etna"),
)
FACTS = {"firmness", "hardness_n_mm", "comfort_cm", "comfort_kpa", "zones"}


def _beds(answer: Answer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.out)["beds"]
    return found


@pytest.mark.parametrize("page", READ)
def test_a_saved_page_is_read_and_its_gaps_are_priced(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "check-bed", *PERSON, "--page", PAGES / page, "--json")
    assert answer.err == ""
    beds = _beds(answer)
    for bed, (name, firmness, above, zones, price) in zip(beds, READ[page], strict=True):
        read = bed["read"]
        assert (read["name"], read["n_zones"], read["price"]) == (name, zones, price)
        assert read["firmness"] == pytest.approx(firmness, abs=0.01)
        assert [layer.get("cm") for layer in read["layers"][: len(above)]] == above
        assert read["height_cm"] or page == "product_en.html"
        assert 0 < bed["fit"] < 100
        assert 0 < bed["chance_suits"] < 1
        assert bed["verdict"] in ("fits", "borderline", "none_fits")
        _every_gap_changes_something(bed)
        assert {"hardness_n_mm", "zones"} <= {gap["fact"] for gap in bed["missing"]}


def test_five_typed_beds_and_what_each_missing_fact_could_change(capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "check-bed", *PERSON, *(word for bed in TYPED for word in bed), "--json")
    assert (answer.code, answer.err) == (0, "")
    alba, bora, cala, dune, etna = _beds(answer)
    assert [bed["read"]["name"] for bed in (alba, bora, cala, dune, etna)] == ["Alba", "Bora", "Cala", "Dune", "Etna"]
    assert alba["read"]["height_cm"] == 22
    assert alba["read"]["type"] == "pocket_spring"
    assert bora["read"]["layers"][0] == {"material": "memory", "cm": 5.0, "density_kg_m3": 50.0}
    assert cala["read"]["hardness_n_mm"] == 8.6
    assert dune["read"]["sizes"] == ["90x200"]
    assert {gap["fact"] for gap in alba["missing"]} == {"hardness_n_mm", "comfort_cm", "zones"}
    assert {gap["fact"] for gap in bora["missing"]} == {"hardness_n_mm", "comfort_kpa", "zones"}
    assert {gap["fact"] for gap in cala["missing"]} == {"comfort_cm"}
    assert {gap["fact"] for gap in etna["missing"]} == {"firmness"}
    assert (etna["fit"], etna["chance_suits"], etna["verdict"]) == (None, None, "unknown")
    for bed in (alba, bora, cala, dune, etna):
        _every_gap_changes_something(bed)


def _every_gap_changes_something(bed: dict[str, Any]) -> None:
    assert {gap["fact"] for gap in bed["missing"]} <= FACTS
    for fact in {gap["fact"] for gap in bed["missing"]}:
        chances = [gap["chance_suits"] for gap in bed["missing"] if gap["fact"] == fact]
        assert len(chances) >= 2
        assert max(chances) - min(chances) > 0.001


@pytest.mark.parametrize(("lang", "said"), [("en", "Ask whether the"), ("nl", "Vraag of de schouderzone")])
def test_three_stand_side_by_side(lang: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "check-bed", *PERSON, *TYPED[0], *TYPED[1], *TYPED[2], "--lang", lang)
    assert answer.code == 0
    head = next(line for line in answer.out.splitlines() if "Alba" in line)
    assert head.split() == ["Alba", "Bora", "Cala"]
    assert said in answer.out
    assert "memory" in answer.out


@pytest.mark.parametrize(
    ("lang", "name", "zones"), [("en", "This mattress", "yes, but how many"), ("nl", "Dit matras", "ja, maar hoeveel")]
)
def test_nothing_is_said_of_a_bed_that_nobody_typed(
    capsys: pytest.CaptureFixture[str], lang: str, name: str, zones: str
) -> None:
    """ "Yes" to zones is no number of them, and a bed without a name is none that is called Bed."""
    answer = run(capsys, "check-bed", *PERSON, "--stated", "H3", "--zones", "yes", "--lang", lang).out
    assert name in answer and zones in " ".join(answer.split())
    assert "3, " not in answer and "Bed" not in answer


def test_a_page_and_a_typed_bed_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGES / "product_nl.html"
    answer = run(
        capsys, "check-bed", *PERSON, "--stated", "H3", "--page", page, "--page", PAGES / "product_en.html", "--json"
    )
    assert [bed["read"]["name"][:6] for bed in _beds(answer)] == ["Bed", "Veluwe", "Dales "]


def test_a_height_over_a_metre_is_the_persons_wherever_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--name=Alba", "--stated=H3", "--height-cm", 22, "--weight-kg", 82, "--height-cm", 178, "--side", 1)
    (bed,) = _beds(run(capsys, "check-bed", *words, "--json"))
    assert bed["read"]["height_cm"] == 22
    (bed,) = _beds(run(capsys, "check-bed", *PERSON, "--stated", "H3", "--mattress-height-cm", 24, "--json"))
    assert bed["read"]["height_cm"] == 24


def test_a_name_behind_the_facts_of_one_bed_is_that_beds(capsys: pytest.CaptureFixture[str]) -> None:
    (bed,) = _beds(run(capsys, "check-bed", *PERSON, "--stated", "H3", "--name", "Alba", "--json"))
    assert (bed["read"]["name"], bed["read"]["firmness"]) == ("Alba", 6.5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--page", PAGES / "page_without_bed.html"), "no mattress in it"),
        (("--page", PAGES / "page_of_a_topper.html"), "A topper is an accessory"),
        (("--page", PAGES / "no_such_page.html"), "no such file"),
        (("--page", "https://shop.example/alba"), "is an address, and nothing is fetched. Save the page"),
        (("--stated", "H3", "--name", "A", "--stated", "H2", "--name", "B"), "--stated stands before the first --name"),
        (("--stated", "banana"), "'banana' is not a firmness"),
        (("--name", "A", "--type", "boat"), "not a type of mattress"),
        (("--stated", "H3", "--stated", "H2"), "--stated is given twice for one bed"),
        (("--name",), "--name"),
        ((), "no bed is given"),
        (("--name", "A") * 13, "13 beds are given"),
        (("--stated", "H3", "--experience", "bed=nothing;felt=right"), "nothing"),
    ],
)
def test_bad_input_is_one_clear_line(words: tuple[Any, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "check-bed", *PERSON, *words)
    assert (answer.code, answer.out) == (2, "")
    assert said.lower() in answer.err.lower()
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err


def test_nothing_that_fits_is_to_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check-bed", *PERSON, "--stated", "10").code == 1
    assert run(capsys, "check-bed", *PERSON, "--name", "Etna").code == 1
    assert run(capsys, "check-bed", *PERSON, "--name", "Etna", "--name", "Alba", "--stated", "H3").code == 0


@pytest.mark.parametrize("as_json", [True, False])
def test_an_alarm_sign_comes_before_beds(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--stated", "H3", "--alarm-signs", "yes", *(("--json",) if as_json else ()))
    answer = run(capsys, "check-bed", *PERSON, *words)
    assert answer.code == 1
    if as_json:
        assert json.loads(answer.out) == {"products_hidden": True, "beds": []}
    else:
        assert "H3" not in answer.out
