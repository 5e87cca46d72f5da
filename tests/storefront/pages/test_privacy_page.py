"""The page on privacy: who answers for people's data, from the shop's file, and what the pages really do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from database.saved import MOST_DAYS
from storefront.look.shop import shop
from storefront.quiz.answers import STEPS
from storefront.settings import settings
from storefront.words import LANGUAGES, words
from tests.storefront.visiting import at

OWN = """
[privacy]
controller = "Slaaphuis & Zoon B.V."
address = "Beddenlaan 1, 1234 AB Utrecht"
email = "privacy@slaaphuis.example"
officer = "Mevr. <b>De Vries</b>"
"""
AUTHORITY = 'authority = "Commission nationale"\nauthority_url = "https://cnil.example/plainte"\n'


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    settings.cache_clear()
    shop.cache_clear()
    yield
    settings.cache_clear()
    shop.cache_clear()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "shop.toml"
    file.write_text(OWN)
    monkeypatch.setenv("MATTRESS_FIT_SHOP", str(file))
    return file


def _text(app: AppTest) -> str:
    return " ".join(part.value for part in (*app.title, *app.markdown))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_shop_the_page_says_that_nobody_said_who_answers(lang: str) -> None:
    w, text = words(lang), _text(at("privacy", lang))
    assert w("privacy.title") in text
    assert w("privacy.not_said") in text
    assert "Autoriteit Persoonsgegevens" in text
    assert "Gegevensbeschermingsautoriteit / APD" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shop_says_who_where_and_how_to_ask(own: Path, lang: str) -> None:
    text = _text(at("privacy", lang))
    assert words(lang)("privacy.not_said") not in text
    assert "Slaaphuis &amp; Zoon B.V." in text
    assert "Beddenlaan 1, 1234 AB Utrecht" in text
    assert '<a href="mailto:privacy@slaaphuis.example">' in text
    assert "&lt;b&gt;De Vries" in text


def test_an_authority_of_the_shop_takes_the_place_of_the_two(own: Path) -> None:
    own.write_text(OWN + AUTHORITY)
    text = _text(at("privacy", "en"))
    assert '<a href="https://cnil.example/plainte" rel="noopener noreferrer">Commission nationale</a>' in text
    assert "Autoriteit Persoonsgegevens" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_purposes_periods_rights_and_cookies_are_said(lang: str) -> None:
    w, text = words(lang), _text(at("privacy", lang))
    for name in ("who", "what_for", "kept", "others", "rights", "complain", "basis", "cookie", "nobody", "erased"):
        assert w(f"privacy.{name}").replace("'", "&#x27;") in text, name
    assert f"{MOST_DAYS} " in text
    for right in ("access", "rectification", "erasure", "withdrawal", "portability", "restriction"):
        assert w(f"privacy.right_{right}").replace("'", "&#x27;") in text
    assert w("privacy.keep_counter") not in text  # no counter here


def test_staff_are_named_where_there_are_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATTRESS_FIT_COUNTER", "1")
    monkeypatch.setenv("MATTRESS_FIT_COUNTER_IDLE_SECONDS", "300")
    text = _text(at("privacy", "en"))
    assert words("en")("privacy.keep_counter_how", minutes=5) in text
    assert words("en")("privacy.keep_sign_in") in text
    assert words("en")("privacy.keep_staff_how", audit_days=365, known_days=180) in text


@pytest.mark.parametrize("page", ["start", "leaflet", *STEPS, "result", "diary", "guide", "guide_whom", "privacy"])
def test_every_page_links_to_it(page: str) -> None:
    told = {"health_consent": True, "weight_kg": 82.0, "height_cm": 178.0, "side": 10, "list_passed": True}
    links = at(page, "en", told).get("page_link")
    assert [link.proto.label for link in links if link.proto.page == "privacy"] == [words("en")("privacy.link")]
