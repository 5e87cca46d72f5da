"""Every text is readable on its background, in both themes, and the server's theme is the same palette."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest
from streamlit import config
from streamlit.web.cli import main_run

from storefront.look import served
from storefront.look.theme import CONTROL_CONTRAST, DARK, LIGHT, TEXT_CONTRAST, TEXT_PAIRS, contrast, variables

SETTINGS = tomllib.loads(served.SETTINGS.read_text(encoding="utf-8"))


def test_contrast_meets_the_known_ends() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1.0


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(palette: Mapping[str, str]) -> None:
    contrasts = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in TEXT_PAIRS}
    assert {pair: found for pair, found in contrasts.items() if found < TEXT_CONTRAST} == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_stand_out(palette: Mapping[str, str]) -> None:
    for ground in ("paper", "card"):
        assert contrast(palette["edge"], palette[ground]) >= CONTROL_CONTRAST
        assert contrast(palette["accent"], palette[ground]) >= CONTROL_CONTRAST


@pytest.mark.parametrize(("section", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_server_wears_the_same_palette(section: str, palette: Mapping[str, str]) -> None:
    theme = SETTINGS["theme"][section]
    assert (theme["primaryColor"], theme["backgroundColor"], theme["secondaryBackgroundColor"]) == (
        palette["accent"],
        palette["paper"],
        palette["card"],
    )
    assert (theme["textColor"], theme["linkColor"], theme["borderColor"]) == (
        palette["ink"],
        palette["accent"],
        palette["edge"],
    )


def test_variables_carry_the_palette() -> None:
    assert "--accent:#0F5C63;" in variables(LIGHT)
    assert "--accent:#7CCACD;" in variables(DARK)


def test_every_setting_is_a_flag_of_streamlit_or_a_list() -> None:
    known = {option.name: option for option in main_run.params}
    given = dict(flag.removeprefix("--").split("=", 1) for flag in served.flags())
    assert {name.replace(".", "_") for name in given} <= set(known)
    assert {name for name in served.options() if name not in given} == {
        "theme.headingFontSizes",
        "theme.headingFontWeights",
    }


def test_the_settings_measured_still_exist_in_this_streamlit() -> None:
    options = config.get_config_options()
    named = {f"{section}.{name}" for section in ("runner", "client", "browser", "server") for name in SETTINGS[section]}
    assert sorted(named - set(options)) == []
    assert SETTINGS["runner"]["postScriptGC"] is False
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["browser"]["gatherUsageStats"] is False
