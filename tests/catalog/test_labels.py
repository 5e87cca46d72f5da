import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.firmness import LABELS
from catalog.labels import grade_in_code, read_firmness


@pytest.mark.parametrize(
    ("text", "grade", "label"),
    [
        ("medium-soft", "", "medium-soft"),
        ("extra firm", "", "extra firm"),
        ("Medium (H3)", "H3", "medium"),
        ("extra stevig", "", "extra firm"),
        ("Stevige uitvoering", "", "firm"),
        ("H 4", "H4", "extra firm"),
        ("H2,5", "H2.5", "medium"),
        ("Härtegrad 3", "H3", "firm"),
        ("H1 soft", "H1", "soft"),
        ("H2 + H3", "H2+H3", "medium+firm"),
        ("H2/3", "H2+H3", "medium/firm"),
        ("H2 - 1-persoons 90x200", "H2", "medium"),
        ("Medium H2 - 2 persoons", "H2", "medium"),
        ("H3 / 2 personen 180x200", "H3", "firm"),
        ("H2 - 4 x 200", "H2", "medium"),
        ("Medium; Stevig", "", "medium|firm"),
        ("Medium (H2), Stevig (H3)", "H2|H3", "medium|firm"),
        ("mittelfest / fest", "", "medium-firm/firm"),
        ("mittelhart", "", "medium"),
        ("sehr fest", "", "extra firm"),
        ("Ferme", "", "firm"),
        ("très ferme", "", "extra firm"),
        ("mi-ferme", "", "medium-firm"),
        ("équilibré", "", "medium"),
        ("medium to firm", "", "medium-firm"),
        ("Luxury Firm", "", "medium-firm"),
        ("Ultra Plush", "", "soft"),
        ("H2-H3", "H2.5", "medium"),
        ("H2½", "H2.5", "medium"),
        ("H2, H3 en H4", "H2|H3|H4", "medium|firm|extra firm"),
        ("H2 zacht / H3 medium", "H2+H3", "soft/medium"),
        ("zacht-medium", "", "medium-soft"),
        ("weich bis mittel", "", "medium-soft"),
        ("semi-stevig", "", "medium-firm"),
        ("superzacht", "", "soft"),
        ("accueil moelleux, soutien ferme", "", "firm"),
        ("fest (H3) bis 110 kg", "H3", "firm"),
        ("H5 XXL", "H5", "extra firm"),
        ("tot 80 kg", "", ""),
        ("SoftMedium", "", "medium-soft"),
        ("Zeer_stevig", "", "extra firm"),
        ("soft/medium", "", "medium-soft"),
        ("Medium/Firm", "", "medium-firm"),
        ("Med. Soft", "", "medium-soft"),
        ("Med", "", "medium"),
        ("X-Firm", "", "extra firm"),
        ("M-FIRM", "", "medium-firm"),
        ("XFirm", "", "extra firm"),
        ("Ultra X Firm", "", "extra firm"),
        ("extra_soft", "", "soft"),
        ("WinkBed Firm", "", "firm"),
        ("soft/firm", "", "soft/firm"),
        ("Not too soft", "", ""),
        ("niet te zacht", "", ""),
        ("nicht weich", "", ""),
        ("pas trop ferme", "", ""),
        ("not firm, medium", "", "medium"),
        ("non-firm", "", ""),
        ("neither soft nor firm", "", ""),
        ("H2 t/m H4", "H2|H3|H4", "medium|firm|extra firm"),
        ("H2 / H3 / H4", "H2|H3|H4", "medium|firm|extra firm"),
        ("zacht/medium/stevig", "", "soft|medium|firm"),
        ("op maat", "", ""),
        ("Hoogte: 4 cm", "", ""),
        ("H 4 cm", "", ""),
        ("hardheid", "", ""),
        ("BB-WS24-H3-090200", "", ""),
    ],
)
def test_reads_what_shops_write(text, grade, label):
    reading = read_firmness(text)
    assert (reading.grade, reading.label) == (grade, label)


def test_a_grade_beside_another_word_is_a_conflict_and_less_sure():
    reading = read_firmness("Medium (H3)")
    firmness, sd = reading.firmness()
    assert reading.conflict
    assert 5.1 < firmness < 6.5 and sd > 1.0
    assert not read_firmness("Medium (H2)").conflict


def test_several_are_read_each_by_itself():
    halves = read_firmness("H2 + H3").parts()
    assert [part.grade for part in halves] == ["H2", "H3"] and [part.firmness()[0] for part in halves] == [4.5, 6.5]
    assert [part.label for part in read_firmness("mittelfest / fest").parts()] == ["medium-firm", "firm"]
    assert read_firmness("").parts() == ()


def test_two_halves_are_not_one_firmness():
    assert read_firmness("H2 + H3").firmness() is None
    assert read_firmness("").firmness() is None


@pytest.mark.parametrize(
    ("code", "grade"), [("BA-SYLT-H4-180200", 4), ("X", None), ("A-H2-H3", None), ("SYLTH4", None)]
)
def test_a_grade_inside_a_code(code, grade):
    assert grade_in_code(code) == grade


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    reading = read_firmness(text)
    assert set(reading.labels) <= set(LABELS)
    assert all(1 <= grade <= 5.5 for grade in reading.grades)
