"""Commands about staff: who may sign in (`add`, `list`, `reset`, `role`, `email`, `disable`, `enable`, `remove`), and
what they did (`audit`, `purge`).
"""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import typer

from database.people import acts, pins, users
from database.people.users import ROLES, User
from database.store import Store, existing_store, shared_store
from storefront.commands.options import AsJson, print_json
from storefront.plain_text import echo
from storefront.settings import settings

MOST_DAYS = 36_500

Name = Annotated[str, typer.Argument(help="the name to sign in with; also the name in histories")]
Made = Annotated[bool, typer.Option("--generate", help="make a PIN, good once, and print it")]
ROLE_METAVAR = "|".join(ROLES)


def add(
    name: Name,
    role: Annotated[
        str, typer.Option(metavar=ROLE_METAVAR, help="staff: the counter; manager: the desk too")
    ] = "staff",
    generate: Made = False,
    json: AsJson = False,
) -> None:
    """Let somebody sign in. The PIN is asked for, or made and printed once: they choose their own when they sign in."""
    users.known_role(role)  # before a PIN is asked for
    store, pin = shared_store(), _pin(generate)
    made = users.add(store, name, role, pin, once=generate)
    _note(store, "staff_add", f"{made.name}, {made.role}")
    _tell(made, pin if generate else None, json)


def list_(json: AsJson = False) -> None:
    """Everybody of staff, with role, and whether they may sign in."""
    store = existing_store()
    known = users.users(store) if store else []
    if json:
        print_json({"users": [_json(user) for user in known]})
        return
    for user in known:
        state = "disabled" if not user.active else "one PIN" if user.pin_once else ""
        echo(f"{user.role:8} {state:9} {user.created_at:%Y-%m-%d}  {user.name}")
    if not known:
        echo("Nobody yet: mattress-fit staff add NAME --role manager", err=True)


def reset(
    name: Name,
    role: Annotated[str | None, typer.Option(metavar=ROLE_METAVAR, help="another role; default: as it is")] = None,
    generate: Made = False,
    json: AsJson = False,
) -> None:
    """Give somebody a new PIN, which ends their sign-ins and waits, and lets in again who was disabled."""
    if role is not None:
        users.known_role(role)
    store, pin = shared_store(), _pin(generate)
    user = users.reset(store, name, pin, role, once=generate)
    _note(store, "staff_reset", f"{user.name}, {user.role}")
    _tell(user, pin if generate else None, json)


def role(
    name: Name, role: Annotated[str, typer.Argument(metavar=ROLE_METAVAR, help="the new one")], json: AsJson = False
) -> None:
    """Give somebody another role; ends their sign-ins."""
    store = shared_store()
    user = users.set_role(store, name, role)
    _note(store, "staff_role", f"{user.name}, {user.role}")
    _tell(user, None, json)


def email(
    name: Name,
    address: Annotated[str, typer.Argument(help="as the shop's sign-in service verified it; left out: none")] = "",
    json: AsJson = False,
) -> None:
    """Say by which e-mail address the shop's own sign-in service knows somebody; ends their sign-ins."""
    store = shared_store()
    user = users.set_email(store, name, address)
    _note(store, "staff_email", user.name)
    _tell(user, None, json)


def disable(name: Name, json: AsJson = False) -> None:
    """Let somebody in no more, from now on; what they did stays in the audit."""
    store = shared_store()
    user = users.disable(store, name)
    _note(store, "staff_disable", user.name)
    _tell(user, None, json)


def enable(name: Name, json: AsJson = False) -> None:
    """Let somebody in again who was disabled, with the PIN they had."""
    store = shared_store()
    user = users.enable(store, name)
    _note(store, "staff_enable", user.name)
    _tell(user, None, json)


def remove(name: Name, json: AsJson = False) -> None:
    """Let somebody in never more. The name stays in the audit and is given to nobody else."""
    store = shared_store()
    user = users.remove(store, name)
    _note(store, "staff_remove", user.name)
    if json:
        print_json({"removed": user.name})
    else:
        echo(f"{user.name} was removed.")


def audit(
    most: Annotated[int, typer.Option(min=1, max=1_000_000, help="so many, the newest first")] = acts.MOST_SHOWN,
    json: AsJson = False,
) -> None:
    """What staff did: when, who, what, about which bed, version or user, and from which page."""
    store = existing_store()
    done = acts.acts(store, most) if store else []
    if json:
        print_json({"acts": [_act_json(act) for act in done]})
        return
    for act in done:
        at = act.at.astimezone().strftime("%Y-%m-%d %H:%M")
        echo(f"{at}  {act.who:20} {act.act:16} {act.about}  ({act.page or 'terminal'})")


def purge(
    days: Annotated[
        int | None, typer.Option(min=0, max=MOST_DAYS, help="older than this; default: MATTRESS_FIT_AUDIT_DAYS")
    ] = None,
    json: AsJson = False,
) -> None:
    """Delete what staff did too long ago. A running server does so every hour."""
    store = existing_store()
    gone = acts.purge(store, settings().audit_days if days is None else days) if store else 0
    if json:
        print_json({"deleted": gone})
    else:
        echo(f"{gone} deleted.")


def _pin(generate: bool) -> str:
    """From the keyboard, never from the command line, which other users can read."""
    if generate:
        return pins.made()
    return str(typer.prompt(f"PIN ({pins.ALLOWED})", hide_input=True, confirmation_prompt=True, err=True))


def _note(store: Store, act: str, about: str) -> None:
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # nobody's name is known for this process
        login = "?"
    acts.write(store, who=f"{login} (terminal)", act=act, about=about, page="")


def _tell(user: User, pin: str | None, json: bool) -> None:
    if json:
        print_json(_json(user) | ({"pin": pin} if pin else {}))
        return
    echo(f"{user.name}: {user.role}, {'may sign in' if user.active else 'may not sign in'}.")
    if pin:
        echo(f"PIN: {pin}  (shown only now, and good once: they choose their own when they sign in)")


def _json(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "active": user.active,
        "pin_once": user.pin_once,
        "email": user.email,
        "created_at": user.created_at.isoformat(timespec="seconds"),
        "changed_at": user.changed_at.isoformat(timespec="seconds"),
    }


def _act_json(act: acts.Act) -> dict[str, Any]:
    at = act.at.isoformat(timespec="seconds")
    return {"at": at, "who": act.who, "act": act.act, "about": act.about, "page": act.page or None}
