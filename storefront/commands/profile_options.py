"""A profile's fields as flags of every command that takes a person, generated from the one list of fields."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand

from recommender.person.fields import BODY, FIELDS, IN_OTHER_UNITS, Field, Kind

METAVARS = {"number": "NUMBER", "truth": "[true|false]", "experiences": "BED", "markets": "COUNTRY"}
REPEATED = ("words", "experiences", "markets")
ONE_AT_A_TIME = {"experiences": "experience"}  # the flag names one of what the field lists


@dataclass(frozen=True)
class ProfileFlag:
    """One field of a profile as a flag: a truth value may be omitted, words repeat the flag.

    Every value is passed on as text: the profile's own validation reads numbers and says what is wrong with them.
    """

    name: str
    kind: Kind
    help: str

    @property
    def option(self) -> str:
        return self.name.replace(".", "_")

    @property
    def flag(self) -> str:
        return _flag(self.name)


def flags_of(fields: Iterable[Field]) -> tuple[ProfileFlag, ...]:
    """A flag for each field, followed by one for each other unit it may be given in."""
    flags = []
    for field in fields:
        flags.append(ProfileFlag(field.name, field.kind, _help(field)))
        for other in field.also:
            spoken = IN_OTHER_UNITS[other][1].spoken
            flags.append(ProfileFlag(other, field.kind, f"{spoken}, instead of {_flag(field.name)}"))
    return tuple(flags)


def _flag(name: str) -> str:
    return "--" + re.sub("[._]", "-", ONE_AT_A_TIME.get(name, name))


def _help(field: Field) -> str:
    """The allowed values, then the description."""
    allowed = ""
    if field.range is not None and math.isfinite(field.range.high):
        allowed = f"{field.range.low:g}-{field.range.high:g}"
    elif field.kind == "choice":
        allowed = _either(field.choices, field.default)
    elif field.kind == "truth":
        allowed = _either(("true", "false"), str(field.default).lower())
    return ", ".join(part for part in (allowed, field.help) if part)


def _either(words: Sequence[str], default: object) -> str:
    marked = [f"{word} (default)" if word == default else word for word in words]
    return f"{', '.join(marked[:-1])} or {marked[-1]}"


BODY_FLAGS = flags_of(BODY)
PROFILE_FLAGS = flags_of(FIELDS.values())


class ProfileCommand(TyperCommand):
    """Lets a switch be used without a value: `--warm-sleeper` is `--warm-sleeper true`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        switches = {field.flag for field in PROFILE_FLAGS if field.kind == "truth"}
        spelled: list[str] = []
        for word, following in zip(args, [*args[1:], "--"], strict=False):
            spelled.append(word)
            if word in switches and following.startswith("--"):
                spelled.append("true")
        return super().parse_args(ctx, spelled)


def takes_profile(
    *fields: ProfileFlag,
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
                annotation=list[str] | None if field.kind in REPEATED else str | None,
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
