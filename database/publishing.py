"""Publishing with a second look: a version with a severe finding goes live only under somebody's name."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.errors import UserError
from catalog.mattress import Finding
from catalog.texts import printable
from catalog.updates.second_look import lost, one_first
from database import versions
from database.store import Store
from database.updates import Update, from_live
from database.versions import Override, Version
from recommender.rescoring import Effect, Rescoring, standard_population

LONGEST_NAME = 80  # of who publishes anyway


def severe(update: Update, effect: Effect, *, beside_live: bool) -> list[Finding]:
    """Why the new catalogue of an update should not go live unseen.

    Args:
        effect: what the update does to the standard population.
        beside_live: whether the old catalogue is a live version. Beside the one that ships, which is no range of the
            shop's, only firmness can be lost: without it nothing can be recommended.
    """
    found = [each for each in lost(update.before, update.after) if beside_live or each.key == "lost_firmness"]
    named = [(_name(update, each), share) for each, share in effect.chosen_too_often]
    return found + one_first(named, len(update.after) - len(effect.without_firmness))


def look(store: Store, version_id: int) -> list[Finding]:
    """The severe findings of a version beside what is live; none for the live version itself.

    Raises:
        UserError: there is no such version.
    """
    versions.version(store, version_id)
    now_live = versions.live(store)
    if now_live and now_live.version_id == version_id:
        return []
    update = from_live(store, version_id)
    effect = Rescoring(update.before, update.after).effect(standard_population())
    return severe(update, effect, beside_live=now_live is not None)


def publish(store: Store, version_id: int, findings: Sequence[Finding], anyway: str | None = None) -> Version:
    """Make a version live that `look` found nothing severe in, or somebody wants live all the same.

    Args:
        findings: what `look` found.
        anyway: the name of who wants it live; it is kept with the findings in the history of what was live.

    Raises:
        UserError: findings and no name; nothing is changed then.
    """
    if not findings:
        return versions.publish(store, version_id)
    name = printable(" ".join((anyway or "").split()))[:LONGEST_NAME]
    if not name:
        raise UserError(
            f"{len(findings)} severe finding{'s' * (len(findings) > 1)}, and nobody's name",
            where=f"version {version_id}",
            mend="Give the name of who wants it live all the same.",
        )
    despite = tuple(f"{each.key}: {each.value}" for each in findings)
    return versions.publish(store, version_id, Override(name, despite))


def _name(update: Update, mattress_id: str) -> str:
    bed = update.after.by_id(mattress_id)
    return bed.name if bed else mattress_id
