"""Goods are known by what they are: in eight languages, beside a mattress, made of one, or on its shelf."""

import pytest

from catalog.feeds.item import Item
from catalog.records.interpretation import read_item
from catalog.records.kinds import is_not_new, kind_of
from tests.catalog.records.test_facts import TODAY

MATTRESSES = [
    "Zeis pocketveringmatras 90x200",
    "Zeis matrassenset 2x 90x200",
    "Zeis Kaltschaummatratze H3",
    "Zeis Matratzen-Set",
    "Zeis hybrid mattress",
    "Zeis Bed in a Box mattress",
    "Matelas Zeis 140x190 ferme",
    "Colchón Zeis viscoelástico",
    "Materasso Zeis memory",
    "Colchão Zeis 140x190",
    "Materac Zeis kieszeniowy",
    "Matrace Zeis 90x200",
    "Zeis resårmadrass 90x200",
    "Zeis springmadras",
    "Boxspring matras Zeis",
    "Bunk bed mattress Zeis",
    "Matelas pour canapé-lit Zeis",
    "Zeis matras, hoes afritsbaar",
    "Zeis Matratze mit abnehmbarem Bezug",
    "Matras incl. gratis kussen",
    "Zeis waterbed 180x200",
    "Zeis Pillow Top mattress",
]
OTHERS = [
    "Zeis matrasbeschermer 90x200",
    "Zeis matras hoes 90x200",
    "Zeis Matratzenschutzbezug",
    "Matratzen-Schoner Zeis",
    "Zeis mattress encasement queen",
    "Mattress bag Zeis",
    "Housse de matelas Zeis ferme",
    "Alèse matelas 90x190",
    "Drap housse pour matelas 90x190",
    "Protector de colchón Zeis",
    "Cubrecolchón Zeis",
    "Coprimaterasso Zeis",
    "Pokrowiec na materac Zeis",
    "Zeis madrasskydd 90x200",
    "Polsterbett Zeis mit Matratze H2",
    "Boxspringbett Zeis 180x200 Matratze H3 weiß",
    "Bed Zeis 140x200 met matras en lattenbodem",
    "Lit coffre Zeis avec matelas 140x190",
    "Letto contenitore Zeis con materasso",
    "Bed frame and mattress set Zeis",
    "Schlafsofa Zeis mit Matratze",
    "Box Spring Zeis Queen firm",
    "Zeis Headboard King",
    "Nackenkissen Zeis weich 40x80",
    "Zeis duvet 140x200 medium",
    "Nachttisch Zeis",
    "Kledingkast Zeis 180x200",
    "Luftmatratze Zeis 140x190",
    "Matelas gonflable Zeis 140x190",
    "Air mattress Zeis queen",
    "Hondenmatras Zeis 90x70",
    "Dog mattress Zeis large",
]


@pytest.mark.parametrize("title", MATTRESSES)
def test_a_mattress_is_one_on_any_shelf(title):
    for category in ("", "Slapen > Matrassen", "Schlafzimmer", "Furniture > Beds & Accessories", "Betten"):
        assert kind_of(title, category, None) is None, category


@pytest.mark.parametrize("title", OTHERS)
def test_other_goods_are_none_even_on_its_shelf_and_with_a_firmness(title):
    for category in ("", "Slapen > Matrassen", "Schlafzimmer", "Aktion"):
        assert kind_of(title, category, None, firmness_stated=True) == "not_a_mattress", category


@pytest.mark.parametrize(
    ("title", "category", "firmness", "kind"),
    [
        ("Zeis Noord 90x200", "Slaapkamer > Textiel", False, "not_a_mattress"),
        ("Zeis Noord 90x200", "Slaapkamer", True, None),
        ("Zeis Noord 90x200", "Lattenroste", True, "not_a_mattress"),
        ("Zeis Noord pocket", "Schlafen", False, None),
        ("Zeis Noord 90x200", "2696", False, None),
        ("Zeis Bed Original", "Matratzen", False, None),
        ("Zeis Bed Original", "Betten", True, "not_a_mattress"),
        ("Zeis 90x200 H2", "Camping > Slapen", True, None),
        ("Zeis matras 90x200", "Buiten > Camping", True, "not_a_mattress"),
    ],
)
def test_a_name_that_says_nothing_needs_something_that_does(title, category, firmness, kind):
    assert kind_of(title, category, None, firmness_stated=firmness) == kind


def test_a_brand_does_not_say_what_the_goods_are():
    item = Item(1, "a", title="Zuiver Beddengoed Noord 90x200", brand="Zuiver Beddengoed", price="599 EUR")
    item.attribute("hardheid", "H2")
    assert read_item(item, TODAY).keep


def test_what_is_not_kept_says_why_and_what_it_is_called():
    item = Item(7, "a", title="Boxspringbett Zeis 180x200 H3", category="Betten", price="1299 EUR")
    record = read_item(item, TODAY)
    (why,) = [each for each in record.findings if each.severity == "severe"]
    assert not record.keep and (why.where, why.key, why.value) == ("record 7", "not_a_mattress", item.title)


@pytest.mark.parametrize(
    "condition", ["used", "Refurbished", "gebruikt", "Zustand: gebraucht", "tweedehands", "B-Ware"]
)
def test_what_is_not_new(condition):
    assert is_not_new(condition)


@pytest.mark.parametrize(
    "condition", ["", "new", "nieuw", "neu", "New (unused)", "never used", "undamaged", "NewCondition"]
)
def test_what_is_new(condition):
    assert not is_not_new(condition)
