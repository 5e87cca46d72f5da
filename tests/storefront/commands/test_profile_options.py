"""A profile's fields as flags: every field has one, and what is typed reaches the profile's validation unchanged."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from recommender.person.fields import BODY, FIELDS, IN_OTHER_UNITS
from recommender.person.profile import parse_profile
from recommender.sleeper import CurrentBed, Sleeper, Wishes
from storefront.commands.profile_options import PROFILE_FLAGS, ProfileCommand, takes_profile


def _given(*words: str) -> dict[str, Any]:
    """What a command with all the flags receives."""
    received: dict[str, Any] = {}
    app = typer.Typer()

    @app.command(cls=ProfileCommand)
    @takes_profile(*PROFILE_FLAGS)
    def command(profile: dict[str, Any], json: bool = False) -> None:
        received.update(profile)

    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return received


def test_every_field_of_a_sleeper_has_a_flag() -> None:
    flags = {field.name for field in PROFILE_FLAGS}
    not_asked = {"wishes", "bed", "cautions"}
    assert {field.name for field in fields(Sleeper)} - not_asked <= flags
    wished = {field.name.replace("markets", "market") for field in fields(Wishes)}
    assert wished - {"floor"} <= flags  # what stands in a shop is no wish that is typed
    assert {f"bed.{field.name}" for field in fields(CurrentBed)} <= flags


def test_help_and_docs_state_the_range_of_the_field() -> None:
    docs = Path(__file__).parents[3].joinpath("docs", "commands.md").read_text()
    said = {flag.name: flag.help for flag in PROFILE_FLAGS}
    checked = 0
    for field in (*BODY, FIELDS["pregnancy_weeks"], FIELDS["bed.age_years"], FIELDS["bed.topper_cm"]):
        if field.range is None:
            continue
        limits = f"{field.range.low:g}-{field.range.high:g}"
        assert said[field.name].startswith(limits)
        row = next(
            line
            for line in docs.splitlines()
            if line.startswith(f"| `--{field.name.replace('_', '-').replace('.', '-')}`")
        )
        assert limits in row, row
        checked += 1
    assert checked == 10


def test_every_other_unit_has_a_flag_that_names_the_one_it_replaces() -> None:
    said = {flag.name: flag.help for flag in PROFILE_FLAGS}
    assert said["weight_st"] == "stone, instead of --weight-kg"
    assert set(IN_OTHER_UNITS) <= set(said)


def test_only_what_was_given_is_passed_on() -> None:
    assert _given("--weight-kg", "82", "--pain", "neck", "--pain", "lateral_hip") == {
        "weight_kg": "82",
        "pain": ["neck", "lateral_hip"],
    }


def test_text_and_negative_numbers_reach_the_check() -> None:
    assert _given("--weight-kg", "heavy", "--side", "-0.2") == {"weight_kg": "heavy", "side": "-0.2"}


@pytest.mark.parametrize(
    ("words", "value"),
    [(("--warm-sleeper",), "true"), (("--warm-sleeper", "--json"), "true"), (("--warm-sleeper", "false"), "false")],
)
def test_a_switch_may_stand_alone(words: tuple[str, ...], value: str) -> None:
    assert _given(*words) == {"warm_sleeper": value}


def test_flags_make_the_same_sleeper_as_a_profile() -> None:
    words = "--weight-lb 180 --height-ft 5 --height-in 10 --side 3 --back 1 --position-sure false --size 90x200"
    bed = "--bed-feels too_soft --bed-pressure-hip yes"
    assert parse_profile(_given(*words.split(), *bed.split())) == parse_profile(
        {
            "weight_lb": 180,
            "height_ft": 5,
            "height_in": 10,
            "side": 3,
            "back": 1,
            "position_sure": False,
            "size": "90x200",
            "bed": {"feels": "too_soft", "pressure_hip": "yes"},
        }
    )
