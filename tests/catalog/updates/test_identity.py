"""An id outlives a correction: which bed of an earlier catalogue a bed is, and what becomes of an id given up."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.comparison import compare
from catalog.inspection import check_stream
from catalog.mattress import MOST_KEYS, Catalogue, Mattress
from catalog.records.mattresses import mattresses
from catalog.updates.identity import Recognition, marks, recognise

HEADER = "sku;titel;merk;maat;hardheid;prijs;hoogte;materiaal;url\n"
WORDS = ("Rustig", "Nacht", "Wolk", "Veer", "Deining", "Duin", "Heide", "Linde", "Dauw", "Stil")
SIZES = ("80x200", "90x200", "90x210", "140x200", "160x200")
GRADES = ("H1", "H2", "H3", "H4", "H5")
AS_WORDS = {"H1": "Soft", "H2": "Medium", "H3": "Firm", "H4": "Extra firm", "H5": "Very hard"}


@dataclass
class Made:
    """A bed of a made-up shop: its article numbers stay when anything else of it is corrected."""

    brand: str
    model: str
    grade: str
    sizes: dict[str, tuple[str, int]]  # article number and price
    url: str = ""

    def rows(self, *, numbered: bool = True) -> Iterator[str]:
        for size, (sku, price) in self.sizes.items():
            number = sku if numbered else ""
            title = f"{self.model} {size} {self.grade}"
            yield f"{number};{title};{self.brand};{size};{self.grade};{price} EUR;22;pocketvering;{self.url}"


def shop(chance: random.Random, models: int = 8) -> list[Made]:
    beds, number = [], 1000
    for name in chance.sample([f"{a} {b}" for a in WORDS for b in WORDS if a != b], models):
        for grade in chance.sample(GRADES, chance.randint(1, 3)):
            sizes = {}
            for size in chance.sample(SIZES, chance.randint(1, 4)):
                number += 1
                sizes[size] = (f"AB-{number}", chance.randint(200, 1900))
            beds.append(Made(f"Merk {len(beds) % 3}", name, grade, sizes))
        for made in beds:
            made.brand = next(other.brand for other in beds if other.model == made.model)
    return beds


def read(beds: Sequence[Made], chance: random.Random | None = None, *, numbered: bool = True) -> list[Mattress]:
    """The beds as a feed in any order of rows says them."""
    rows = [row for made in beds for row in made.rows(numbered=numbered)]
    if chance:
        chance.shuffle(rows)
    with TemporaryDirectory() as folder:
        feed = Path(folder) / "feed.csv"
        feed.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
        return list(mattresses(check_stream(feed)))


def again(new: Sequence[Mattress], before: Sequence[Mattress], earlier: Sequence[Mattress] = ()) -> list[Mattress]:
    return list(found(new, before, earlier).named(new))


def found(new: Sequence[Mattress], before: Sequence[Mattress], earlier: Sequence[Mattress] = ()) -> Recognition:
    return recognise(marks(new), marks(before), marks(earlier))


def of_sku(beds: Sequence[Mattress]) -> dict[str, str]:
    """The id of each article number's bed."""
    return {key: bed.mattress_id for bed in beds for key in bed.supplier_keys}


def corrected(made: Made, others: Sequence[Made], chance: random.Random) -> Made:
    """The same bed with one to three of its facts corrected; no two beds of a model get one firmness."""
    sizes = dict(made.sizes)
    grade, model, brand = made.grade, made.model, made.brand
    for what in chance.sample(("firmness", "price", "model", "brand", "sizes"), chance.randint(1, 3)):
        if what == "firmness":
            used = {other.grade for other in others if other.model == made.model}
            grade = chance.choice([each for each in GRADES if each not in used] or [grade])
        elif what == "price":
            sizes = {size: (sku, price + chance.randint(-90, 90)) for size, (sku, price) in sizes.items()}
        elif what == "model":
            model = f"{made.model} {chance.choice(('Plus', 'Deluxe', '2.0'))}"
        elif what == "brand":
            brand = made.brand.upper()
        elif len(sizes) > 1:
            del sizes[chance.choice(list(sizes))]
        else:
            sizes["200x220"] = (f"NEW-{next(iter(sizes.values()))[0]}", 2000)
    return Made(brand, model, grade, sizes, made.url)


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_random_corrections_keep_every_id(seed: int) -> None:
    chance = random.Random(seed)
    beds = shop(chance)
    before = read(beds)
    changed: list[Made] = []
    for place, made in enumerate(beds):
        others = [*changed, *beds[place:]]
        other = corrected(made, others, chance) if chance.random() < 0.5 else made
        alike = any((each.model, each.grade) == (other.model, other.grade) for each in others if each is not made)
        changed.append(made if alike else other)
    after = again(read(changed, chance), before)
    ids = of_sku(before)
    assert len(after) == len({bed.mattress_id for bed in after}) == len(before)
    assert {sku: name for sku, name in of_sku(after).items() if sku in ids}.items() <= ids.items()
    told = compare(before, after)
    assert (told.added, told.removed) == ((), ())


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_without_article_numbers_one_correction_of_each_model_keeps_its_id(seed: int) -> None:
    chance = random.Random(seed)
    beds = shop(chance)
    before = read(beds, numbered=False)
    changed = []
    for model in dict.fromkeys(made.model for made in beds):
        family = [made for made in beds if made.model == model]
        unused = [each for each in GRADES if each not in {made.grade for made in family}]
        one = chance.randrange(len(family))
        changed += [replace(made, grade=chance.choice(unused)) if i == one else made for i, made in enumerate(family)]
    told = compare(before, again(read(changed, chance, numbered=False), before))
    assert (told.added, told.removed) == ((), ())
    assert len({change.mattress_id for change in told.changed if change.field == "firmness"}) > 0


def test_a_corrected_firmness_is_a_change_and_not_one_new_and_one_gone() -> None:
    made = Made("Huis", "Veer", "H3", {"90x200": ("A1", 599)})
    before = read([made])
    after = again(read([replace(made, grade="H2", sizes={"90x200": ("A1", 549)})]), before)
    assert [bed.mattress_id for bed in after] == ["huis--veer--h3"]
    told = compare(before, after)
    assert {change.field for change in told.changed} >= {"firmness", "variant", "price"}
    assert (told.added, told.removed) == ((), ())
    (kept,) = found(read([replace(made, grade="H2")]), before).kept
    assert (kept.mattress_id, kept.would_be, kept.how) == ("huis--veer--h3", "huis--veer--h2", "article")


def test_two_beds_that_change_names_keep_their_article_numbers() -> None:
    one, two = (Made("Huis", "Veer", grade, {"90x200": (sku, 599)}) for grade, sku in (("H2", "A1"), ("H3", "A2")))
    before = read([one, two])
    after = again(read([replace(one, grade="H3"), replace(two, grade="H2")]), before)
    assert of_sku(after) == of_sku(before)


def test_a_new_bed_never_takes_the_id_of_one_that_is_still_there() -> None:
    old = Made("Huis", "Veer", "H3", {"90x200": ("A1", 599)})
    before = read([old])
    after = again(read([replace(old, grade="H2"), Made("Huis", "Veer", "H3", {"90x200": ("A9", 599)})]), before)
    assert of_sku(after) == {"sku:a1": "huis--veer--h3", "sku:a9": "huis--veer--h3--2"}
    assert {bed.mattress_id: bed.variant for bed in after} == {"huis--veer--h3": "H2", "huis--veer--h3--2": "H3"}


def test_another_bed_with_other_article_numbers_is_another_bed() -> None:
    before = read([Made("Huis", "Veer", "H3", {"90x200": ("A1", 599)}, "https://x.example/veer")])
    new = read([Made("Huis", "Veer", "H5", {"90x200": ("B1", 599)}, "https://x.example/veer")])
    said = found(new, before)
    assert (said.new, said.gone, said.kept) == (("huis--veer--h5",), ("huis--veer--h3",), ())


def test_one_article_number_used_again_makes_no_bed_another() -> None:
    old = Made("Huis", "Veer", "H3", {size: (f"A{i}", 599) for i, size in enumerate(SIZES)})
    other = Made("Huis", "Duin", "H2", {size: (f"B{i}", 599) for i, size in enumerate(SIZES)})
    other.sizes["90x200"] = old.sizes["90x200"]
    assert found(read([other]), read([old])).new == ("huis--duin--h2",)


def test_a_page_tells_a_bed_whose_article_numbers_are_not_stated() -> None:
    made = Made("Huis", "Veer", "H3", {"90x200": ("", 599)}, "https://x.example/veer")
    new = read([replace(made, model="Golf", brand="Ander", grade="H2")])
    assert found(new, read([made])).how["page"] == 1
    elsewhere = read([replace(made, model="Golf", brand="Ander", grade="H2", url="https://x.example/golf")])
    assert found(elsewhere, read([made])).new == ("ander--golf--h2",)


def test_a_bed_split_by_the_words_of_its_sizes_is_one_again_and_keeps_both_ids() -> None:
    url = "https://x.example/ameland"
    before = [
        Mattress("huis--ameland--h3", "Huis", "Ameland", "H3", supplier_keys=("sku:1", "sku:2"), source_url=url),
        Mattress("huis--ameland-2-persoons--h3", "Huis", "Ameland 2-persoons", "H3", supplier_keys=("sku:3",)),
    ]
    new = [replace(before[0], supplier_keys=("sku:1", "sku:2", "sku:3"))]
    (bed,) = again(new, before)
    assert bed.mattress_id == "huis--ameland--h3"
    assert bed.former_ids == ("huis--ameland-2-persoons--h3",)
    said = found(new, before)
    assert (said.gone, said.merged) == ((), (("huis--ameland--h3", "huis--ameland-2-persoons--h3"),))
    assert Catalogue((bed,), "x").by_id("huis--ameland-2-persoons--h3") is bed
    (later,) = again(new, [bed], before[1:])
    assert later == bed, "the next import tells it no second time"
    assert found(new, [bed], before[1:]).merged == ()
    back = again([new[0], before[1]], [bed])
    assert [(each.mattress_id, each.former_ids) for each in back] == [
        ("huis--ameland--h3", ()),
        ("huis--ameland-2-persoons--h3", ()),
    ]


def test_a_name_without_the_words_of_a_size_is_the_same_bed() -> None:
    before = [Mattress("huis--ameland-2-persoons--h3", "Huis", "Ameland 2-persoons", "H3")]
    said = found([Mattress("huis--ameland--h3", "Huis", "Ameland", "H3")], before)
    assert (said.ids, said.how["name"]) == (("huis--ameland-2-persoons--h3",), 1)
    two = [*before, Mattress("huis--ameland-luxe--h3", "Huis", "Ameland luxe", "H3")]
    assert found([Mattress("huis--ameland--h3", "Huis", "Ameland", "H3")], two).how["name"] == 0, "it may be either"


def test_all_variants_renamed_are_told_apart_by_how_firm_they_are() -> None:
    before = [Mattress(f"v--h{i}", "Huis", "Veer", f"H{i}", firmness=float(2 * i)) for i in (1, 2, 3)]
    new = [
        Mattress(f"v--{word}", "Huis", "Veer", word, firmness=f)
        for word, f in (("fest", 7.0), ("soft", 2.5), ("mid", 5.0))
    ]
    assert found(new, before).ids == ("v--h3", "v--h1", "v--h2")
    unknown = [replace(bed, firmness=None) for bed in new]
    assert found(unknown, before).new == tuple(bed.mattress_id for bed in new), "nobody knows which is which"


def test_a_bed_comes_back_under_its_id() -> None:
    gone = Made("Huis", "Veer", "H3", {"90x200": ("A1", 599)})
    stays = Made("Huis", "Duin", "H3", {"90x200": ("B1", 599)})
    before, earlier = read([stays]), read([gone])
    after = again(read([stays, replace(gone, grade="H2")]), before, earlier)
    assert of_sku(after)["sku:a1"] == "huis--veer--h3"
    other = again(read([stays, Made("Huis", "Veer", "H5", {"90x200": ("C1", 1)})]), before, earlier)
    assert of_sku(other)["sku:c1"] == "huis--veer--h5"


def test_a_row_without_a_number_of_its_own_has_no_key() -> None:
    (bed,) = read([Made("Huis", "Veer", "H3", {"90x200": ("", 599)})])
    assert bed.supplier_keys == ()


def test_a_bed_of_very_many_articles_is_recognised_by_some_of_them() -> None:
    made = Made("Huis", "Veer", "H3", {f"{80 + i}x200": (f"A{i:03}", 599) for i in range(MOST_KEYS + 20)})
    (bed,) = read([made])
    assert len(bed.supplier_keys) == MOST_KEYS
    assert [each.mattress_id for each in again(read([replace(made, grade="H2")]), [bed])] == [bed.mattress_id]


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_before_or_nothing_now(n: int) -> None:
    some = read([Made("Huis", "Veer", "H3", {"90x200": ("A1", 599)})])[:n]
    assert found(some, []).new == tuple(bed.mattress_id for bed in some)
    assert found([], some).gone == tuple(bed.mattress_id for bed in some)
