"""A profile's fields as flags: one table, shared by every command that takes a person."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand


@dataclass(frozen=True)
class ProfileField:
    """One field of a profile as a flag; `kind` is text, number, switch (bare means true) or list (the flag repeats).

    Every value goes on as the text it is: the profile's own check reads numbers and says what is wrong with them.
    """

    name: str
    kind: str
    help: str

    @property
    def option(self) -> str:
        return self.name.replace(".", "_")

    @property
    def flag(self) -> str:
        return "--" + self.option.replace("_", "-")


METAVARS = {"number": "NUMBER", "switch": "[true|false]"}

BODY_FIELDS = (
    ProfileField("profile_id", "text", "a name of your own for this person"),
    ProfileField("weight_kg", "number", "30-250"),
    ProfileField("weight_lb", "number", "instead of --weight-kg"),
    ProfileField("weight_st", "number", "stone, instead of --weight-kg"),
    ProfileField("height_cm", "number", "130-220"),
    ProfileField("height_in", "number", "instead of --height-cm"),
    ProfileField("height_ft", "number", "feet, instead of --height-cm"),
    ProfileField("sex", "text", "female, male or unspecified"),
    ProfileField("age_years", "number", "18-110"),
    ProfileField("hip_breadth_cm", "number", "22-70, standing, widest point"),
    ProfileField("hip_breadth_in", "number", "instead of --hip-breadth-cm"),
    ProfileField("hip_circumference_cm", "number", "45-200, tape, widest point"),
    ProfileField("hip_circumference_in", "number", "instead of --hip-circumference-cm"),
    ProfileField("shoulder_breadth_cm", "number", "30-75, across both upper arms"),
    ProfileField("shoulder_breadth_in", "number", "instead of --shoulder-breadth-cm"),
    ProfileField("waist_circumference_cm", "number", "45-200, tape"),
    ProfileField("waist_circumference_in", "number", "instead of --waist-circumference-cm"),
)
NIGHT_FIELDS = (
    ProfileField("side", "number", "share of the night; any non-negative weights"),
    ProfileField("back", "number", "share of the night"),
    ProfileField("stomach", "number", "share of the night"),
    ProfileField("three_quarter", "number", "share of the night, between side and stomach"),
    ProfileField("position_sure", "switch", "true (default) or false"),
    ProfileField("pain", "list", "an ache by name, none for none; repeat for more"),
    ProfileField("pregnancy_weeks", "number", "absent: not said"),
    ProfileField("alarm_signs", "text", "yes, no, unsure or not_asked (default)"),
    ProfileField("firmness_wish", "text", "softer, none or firmer"),
)
WISH_FIELDS = (
    ProfileField("type", "text", "kind of mattress, as the catalogue names it"),
    ProfileField("size", "text", "width x length in cm: 90x200"),
    ProfileField("max_price", "number", "compared with prices in --currency only"),
    ProfileField("currency", "text", "of --max-price; EUR unless told"),
    ProfileField("in_stock_only", "switch", "true or false (default)"),
    ProfileField("warm_sleeper", "switch", "true or false (default)"),
)
YES_NO_UNSURE = "yes, no or unsure"
BED_FIELDS = (
    ProfileField("bed.age_years", "number", "of the bed slept on now"),
    ProfileField("bed.feels", "text", "too_soft, right or too_firm"),
    ProfileField("bed.trough", "text", YES_NO_UNSURE),
    ProfileField("bed.hammock", "text", YES_NO_UNSURE),
    ProfileField("bed.pressure_shoulder", "text", YES_NO_UNSURE),
    ProfileField("bed.pressure_hip", "text", YES_NO_UNSURE),
    ProfileField("bed.waist_gap", "text", YES_NO_UNSURE),
    ProfileField("bed.better_elsewhere", "text", YES_NO_UNSURE),
    ProfileField("bed.base", "text", "slats_fixed, slats_adjustable, motorised, flat or boxspring"),
    ProfileField("bed.topper_cm", "number", "thickness of a topper"),
)
PROFILE_FIELDS = (*BODY_FIELDS, *NIGHT_FIELDS, *WISH_FIELDS, *BED_FIELDS)


class ProfileCommand(TyperCommand):
    """Lets a switch stand alone: `--warm-sleeper` is `--warm-sleeper true`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        switches = {field.flag for field in PROFILE_FIELDS if field.kind == "switch"}
        spelled: list[str] = []
        for word, following in zip(args, [*args[1:], "--"], strict=True):
            spelled.append(word)
            if word in switches and following.startswith("--"):
                spelled.append("true")
        return super().parse_args(ctx, spelled)


def takes_profile(
    *fields: ProfileField,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command a flag for each field; it receives those that were given as `profile`, a mapping.

    The command line builds it as the `command_class` set on it.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "profile"]
        flags = [
            inspect.Parameter(
                field.option,
                inspect.Parameter.KEYWORD_ONLY,
                default=typer.Option(None, field.flag, metavar=METAVARS.get(field.kind, "TEXT"), help=field.help),
                annotation=list[str] | None if field.kind == "list" else str | None,
            )
            for field in fields
        ]

        def with_profile(**given: Any) -> None:
            said = {field.name: given.pop(field.option) for field in fields}
            command(profile={name: value for name, value in said.items() if value}, **given)

        parameters = [*flags, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own)]
        with_profile.__name__, with_profile.__doc__ = command.__name__, command.__doc__
        with_profile.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        with_profile.command_class = ProfileCommand  # type: ignore[attr-defined]
        with_profile.__annotations__ = {p.name: p.annotation for p in parameters}
        return with_profile

    return decorate
