"""Publishing with a second look: a version with a severe finding goes live only under somebody's name."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.errors import UserError
from catalog.mattress import Finding
from catalog.texts import printable
from catalog.updates.second_look import lost, one_first
from database import history, versions
from database.store import Store
from database.updates import Update, from_live
from database.versions import Override, Version
from recommender.rescoring import Effect, Rescoring, standard_population

LONGEST_NAME = 80  # of who publishes anyway


def severe(store: Store, update: Update, effect: Effect) -> list[Finding]:
    """Why the new catalogue of an update should not go live unseen.

    One bed that is first for most people is severe once: where somebody let it live under their name, and it is still
    the bed it was, the next version is not held up by it. A bed that follows who lies on it may well suit most.

    Args:
        effect: what the update does to the standard population.
    """
    # Beside the catalogue that ships, which is no range of the shop's, only firmness can be lost.
    beside_live = versions.live(store) is not None
    found = [each for each in lost(update.before, update.after) if beside_live or each.key == "lost_firmness"]
    known = _let_live(store)
    new = [(each, share) for each, share in effect.chosen_too_often if not (known and _as_it_was(update, each, known))]
    named = [(_name(update, each), share) for each, share in new]
    return found + one_first(named, len(update.after) - len(effect.without_firmness))


def _let_live(store: Store) -> set[str]:
    """The names of beds that somebody let be first for most people."""
    told = [told for made in history.publications(store) if made.override for told in made.override.despite]
    return {told.partition("%: ")[2] for told in told if told.startswith("one_bed_first: ")}


def _as_it_was(update: Update, mattress_id: str, let_live: set[str]) -> bool:
    """Whether a bed is one that was let live, and lies as the live one does."""
    before, after = update.before.by_id(mattress_id), update.after.by_id(mattress_id)
    if before is None or after is None or after.name not in let_live:
        return False
    return all(getattr(before, what) == getattr(after, what) for what in ("firmness", "firmness_sd", "adjust", "zones"))


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
    return severe(store, update, effect)


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
