"""schema.org products in the shapes shops give them."""

import json

import pytest

from catalog.inspection import check_feed


def offer(price, **more):
    return {"@type": "Offer", "price": price, "priceCurrency": "EUR", **more}


def product(**more):
    return {"@type": "Product", "name": "Alba 90x200 H2", "brand": {"name": "B"}, "sku": "1", **more}


def read(tmp_path, *blocks):
    page = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    (tmp_path / "page").write_text(f"<html>{page}</html>", encoding="utf-8")
    records = check_feed(tmp_path / "page").records
    return [(r.record_id, r.brand, r.model, r.width_cm, r.grade, r.price, r.sale_price) for r in records]


VARIANTS = [
    {"@type": "Product", "@id": "#90", "name": "90x200 H2", "offers": offer(599)},
    {"@type": "Product", "@id": "#140", "name": "140x200 H3", "offers": offer("799,00")},
]
GROUP = {"@type": "ProductGroup", "@id": "#all", "name": "Alba", "brand": "B"}
BOTH = [("#90", "B", "Alba", 90, "H2", 599, None), ("#140", "B", "Alba", 140, "H3", 799, None)]


@pytest.mark.parametrize(
    ("name", "label"),
    [("Alba", "medium|firm"), ("Alba Medium", "medium"), ("Alba Stevig", "firm")],
)
def test_every_value_of_a_list_is_read_and_the_name_says_which_it_is(tmp_path, name, label):
    values = [{"name": "Hardheid", "value": ["Medium", "Stevig"]}]
    page = json.dumps(product(name=name, additionalProperty=values, size=["80x200", "90x200"], offers=offer(599)))
    (tmp_path / "page").write_text(f'<html><script type="application/ld+json">{page}</script></html>', encoding="utf-8")
    (record,) = check_feed(tmp_path / "page").records
    assert record.label_norm == label and "firmness_conflict" not in {each.key for each in record.findings}
    assert list(record.choice_of_sizes) == [(80, 200), (90, 200)]


def test_variants_inside_their_group(tmp_path):
    assert read(tmp_path, {**GROUP, "hasVariant": VARIANTS}) == BOTH


def test_variants_that_refer_to_their_group(tmp_path):
    graph = [GROUP, *({**each, "isVariantOf": {"@id": "#all"}} for each in VARIANTS)]
    assert read(tmp_path, {"@context": "https://schema.org", "@graph": graph}) == BOTH


def test_a_group_that_refers_to_its_variants(tmp_path):
    group = {**GROUP, "hasVariant": [{"@id": "#90"}, {"@type": "Product", "@id": "#140"}]}
    assert read(tmp_path, [group, *VARIANTS]) == BOTH


def test_offers_that_stand_for_variants(tmp_path):
    offers = [offer(599, sku="90", name="90x200"), offer(799, sku="140", name="140x200")]
    found = [("90", "B", "Alba", 90, "H2", 599, None), ("140", "B", "Alba", 140, "H2", 799, None)]
    assert read(tmp_path, product(name="Alba H2", offers=offers)) == found
    whole = {"@type": "AggregateOffer", "lowPrice": 599, "highPrice": 799, "offers": offers}
    assert read(tmp_path, product(name="Alba H2", offers=whole)) == found


@pytest.mark.parametrize(
    ("offers", "price", "sale"),
    [
        (offer("€ 599,-"), 599, None),
        ([offer(599), offer(699)], 599, None),
        ({"@type": "AggregateOffer", "lowPrice": "599", "highPrice": 799, "priceCurrency": "EUR"}, 599, None),
        ({"@type": "AggregateOffer", "priceCurrency": "EUR", "offers": [offer(599)]}, 599, None),
        ({"priceSpecification": {"price": 599, "priceCurrency": "EUR"}}, 599, None),
        (
            offer(499, priceSpecification=[{"priceType": "https://schema.org/ListPrice", "price": 599}]),
            599,
            499,
        ),
        (
            offer(599, priceSpecification={"priceType": "https://schema.org/StrikethroughPrice", "price": 499}),
            599,
            None,
        ),
        ("599", None, None),
    ],
)
def test_prices_of_an_offer(tmp_path, offers, price, sale):
    assert read(tmp_path, product(offers=offers)) == [("1", "B", "Alba", 90, "H2", price, sale)]


@pytest.mark.parametrize(
    "wrapped",
    [
        [product(offers=offer(599))],
        {"@graph": [{"@type": "WebPage", "mainEntity": product(offers=offer(599))}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": product(offers=offer(599))}]},
        {"@type": "DataFeed", "dataFeedElement": [{"item": product(offers=offer(599))}]},
        product(**{"@type": ["Thing", "http://schema.org/Product"], "offers": offer(599)}),
    ],
)
def test_where_a_product_may_stand(tmp_path, wrapped):
    assert read(tmp_path, wrapped) == [("1", "B", "Alba", 90, "H2", 599, None)]


def test_sides_as_quantities(tmp_path):
    sides = {
        "width": {"value": 90, "unitCode": "CMT"},
        "depth": {"value": 2, "unitCode": "MTR"},
        "height": {"value": 240, "unitCode": "MMT"},
    }
    (tmp_path / "page").write_text(json.dumps(product(name="Alba", offers=offer(599), **sides)))
    (record,) = check_feed(tmp_path / "page").records
    assert (record.width_cm, record.length_cm, record.height_cm) == (90, 200, 24)


GOOD = json.dumps(product(offers=offer(599)))


@pytest.mark.parametrize(
    "page",
    [
        '<script type="application/ld+json"><!-- {} --></script>',
        '<script type="application/ld+json">//<![CDATA[\n{}\n//]]></script>',
        '<script type="application/ld+json">{};</script>',
        '<script type="application/ld+json; charset=utf-8">{}</script>',
        '<script type="Application/LD+JSON">{}</script>',
        '<script type="application/ld+json">{{"a":</script><script type="application/ld+json">{}</script>',
    ],
)
def test_a_block_is_read_whatever_surrounds_it(tmp_path, page):
    (tmp_path / "page").write_text(f"<html>{page.format(GOOD)}</html>", encoding="utf-8")
    assert [record.record_id for record in check_feed(tmp_path / "page").records] == ["1"]


def test_a_page_of_a_used_mattress_has_none_to_keep(tmp_path):
    page = json.dumps(product(offers=offer(99, itemCondition="https://schema.org/RefurbishedCondition")))
    (tmp_path / "page").write_text(f'<html><script type="application/ld+json">{page}</script></html>', encoding="utf-8")
    (record,) = check_feed(tmp_path / "page").records
    assert not record.keep and "not_new" in {each.key for each in record.findings}
