"""What somebody says of beds is read in every form it may be written in, or rejected with one clear message."""

from __future__ import annotations

import json

import pytest

from recommender.errors import ProfileError
from recommender.person.experiences import MOST, stated_firmness
from recommender.person.profile import parse_profile, parse_profiles
from recommender.sleeper import Experience

PERSON: dict[str, object] = {"weight_kg": 82, "height_cm": 178, "side": 1}
H3 = Experience(label="H3", type="pocket_spring", felt="too_firm")
FULL = {
    "bed": "emma-1",
    "felt": "right",
    "shoulder": "too_firm",
    "waist": "right",
    "hip": "too_soft",
    "nights": 7,
    "worn": "no",
    "age_years": 2.5,
}


def read(value: object) -> tuple[Experience, ...]:
    return parse_profile(PERSON | {"experiences": value}).experiences


@pytest.mark.parametrize(
    "written",
    [
        ["H3 pocket_spring too_firm"],
        "H3 pocket_spring too_firm",
        "H3 Pocket_Spring Too Firm",
        "label=H3; type=pocket_spring; felt=too_firm",
        [{"label": "H3", "type": "pocket spring", "felt": "Too firm"}],
        {"label": "H3", "type": "pocket_spring", "felt": "too_firm", "shoulder": None, "hip": ""},
        json.dumps([{"label": "H3", "type": "pocket_spring", "felt": "too_firm"}]),
    ],
)
def test_every_form_says_the_same(written: object) -> None:
    assert read(written) == (H3,)


def test_everything_that_can_be_told_is_kept() -> None:
    expected = Experience(**{"mattress_id" if name == "bed" else name: said for name, said in FULL.items()})
    assert read([FULL]) == (expected,)
    assert read(";".join(f"{name}={said}" for name, said in FULL.items())) == (expected,)
    assert read("label=h2;felt=too_soft | medium latex right |") == (
        Experience(label="h2", felt="too_soft"),
        Experience(label="medium", type="latex", felt="right"),
    )
    assert read("") == read(None) == read([]) == ()


@pytest.mark.parametrize(
    ("label", "firmness"),
    [("H2", 4.5), ("H 3", 6.5), ("6,5", 6.5), (4, 4.0), ("zeer stevig", 9.25), ("mittelfest", 6.375), ("soft", 2.75)],
)
def test_a_label_is_a_grade_a_word_or_a_number(label: object, firmness: float) -> None:
    (one,) = read([{"label": label, "felt": "right"}])
    found, sd = stated_firmness(one.label)
    assert found == pytest.approx(firmness)
    assert 0.4 <= sd <= 1.5
    assert parse_profile(PERSON | {"bed.label": label}).bed.label == one.label


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("H3", "is not a bed and how it felt"),
        ("emma too_firm", "is not a bed and how it felt"),
        ("H3 pocket spring too_firm", "is not a bed and how it felt"),
        ("label=H9;felt=right", "is not the firmness of a bed. Allowed: H1 to H5"),
        ("label=Firmenich 20;felt=right", "is not the firmness of a bed"),
        ("label=11;felt=right", "out of range. Allowed: 1 to 10"),
        ("label=soft/firm;felt=right", "is not the firmness of a bed"),
        ("felt=right", "which bed it was is not told"),
        ("bed=a;label=H2;felt=right", "both bed and label"),
        ("label=H2", "how the bed felt is not told"),
        ("label=H2;felt=meh", "is not a choice for felt. Allowed: too_soft, right, too_firm"),
        ("label=H2;felt=right;hip=firm", "for hip"),
        ("label=H2;felt=right;nigths=2", "Did you mean nights?"),
        ("label=H2;felt=right;felt=right", "felt is told twice"),
        ("label=H2;felt", "is not name=value"),
        ("label=H2;felt=right;nights=-1", "-1 is out of range"),
        ("label=H2;felt=right;nights=often", "is not a number"),
        ("label=H2;felt=right;age_years=400", "400 is out of range"),
        ("[{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (7, "is not a list of beds"),
        ([7], "is not a bed"),
        (["H3 right"] * (MOST + 1), f"at most {MOST}"),
    ],
)
def test_what_cannot_be_read_is_one_clear_message(written: object, said: str) -> None:
    with pytest.raises(ProfileError) as error:
        read(written)
    assert said in str(error.value)
    assert "experiences" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_bed_the_catalogue_lacks_is_a_finding_of_its_row() -> None:
    rows = [PERSON | {"experiences": told} for told in ("bed=emma-1;felt=right", "bed=emma-2;felt=right", "H2 right")]
    kept, findings = parse_profiles(rows, known_beds={"emma-1"})
    assert [sleeper.profile_id for sleeper in kept] == ["1", "3"]
    (finding,) = findings
    assert (finding.where, finding.field, finding.key) == ("row 2", "experiences", "unknown_bed")
    assert "Did you mean emma-1?" in finding.mend
    with pytest.raises(ProfileError, match="no mattress 'emma-2'"):
        parse_profile(rows[1], known_beds={"emma-1"})
