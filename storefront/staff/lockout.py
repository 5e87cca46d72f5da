"""Guessing a PIN is slow, and nobody can lock out a colleague by guessing. In the memory of this process.

Failures are counted by user and by where they come from. A browser in which that user has signed in before counts by
itself: whatever others do elsewhere, its user waits for nothing but their own slips. All other places together are
counted as well, so that many addresses guess no faster than one; that wait grows to an hour and is no known browser's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from heapq import nsmallest
from threading import Lock
from typing import Final, NamedTuple

FORGOTTEN_AFTER_S: Final = 24 * 3600.0  # without another failure
MOST_COUNTED: Final = 5000  # (user, place) pairs failures are remembered of


class Rule(NamedTuple):
    """How many failures cost nothing, how long the wait after the next one is, and how long it gets by doubling."""

    free: int
    first_s: float
    longest_s: float

    def wait_s(self, failures: int) -> float:
        over = min(failures - self.free, 60)
        return min(self.first_s * 2.0 ** (over - 1), self.longest_s) if over > 0 else 0.0


KNOWN: Final = Rule(2, 1.0, 60.0)  # of one user at a browser they have signed in with
STRANGE: Final = Rule(2, 1.0, 300.0)  # of one user from one network
TOGETHER: Final = Rule(30, 20.0, 3600.0)  # of one user from all networks
NETWORK: Final = Rule(30, 20.0, 300.0)  # of all users from one network


class Place(NamedTuple):
    """Where somebody tries a PIN: a browser known for this user, or a network."""

    name: str
    known: bool = False


@dataclass
class Lockout:
    """Failures with the second of the server's clock before which nobody there may try again."""

    failures: OrderedDict[tuple[str, str], tuple[int, float, float]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def attempt(self, user: str, place: Place, now: float) -> float:
        """Seconds before a PIN of this user may be tried in this place; 0: now, and until `succeeded` it counts as
        failed, so that attempts side by side are counted too.
        """
        with self.lock:
            wait = max(self.failures.get(scope, (0, now, now))[1] - now for scope, _ in _scopes(user, place))
            if wait > 0:
                return wait
            for scope, rule in _scopes(user, place):
                count, _, last = self.failures.pop(scope, (0, now, now))
                count = 1 if now - last > FORGOTTEN_AFTER_S else count + 1
                self.failures[scope] = (count, now + rule.wait_s(count), now)
            if len(self.failures) > MOST_COUNTED:
                self._forget(now)
            return 0.0

    def succeeded(self, user: str, place: Place, now: float) -> None:
        """Take back what failed here, among it the attempt that succeeded; what others failed stays."""
        with self.lock:
            scopes = [scope for scope, _ in _scopes(user, place)]
            mine = self.failures.pop(scopes[0], (0, now, now))[0]
            for scope in scopes[1:]:
                count, until, last = self.failures.pop(scope, (0, now, now))
                if count > mine:
                    self.failures[scope] = (count - mine, min(until, now), last)

    def _forget(self, now: float) -> None:
        """What is too long ago; else, so that those who come in numbers push out nobody stubborn, a tenth that failed
        least often: the older first, and so many at once that numbers cost little.
        """
        for scope, (_, _, last) in list(self.failures.items()):
            if now - last > FORGOTTEN_AFTER_S:
                del self.failures[scope]
        if len(self.failures) > MOST_COUNTED:
            for scope in nsmallest(MOST_COUNTED // 10, self.failures, key=lambda scope: self.failures[scope][0]):
                del self.failures[scope]


def _scopes(user: str, place: Place) -> Iterator[tuple[tuple[str, str], Rule]]:
    """What a failure counts for; the first is of this user in this place alone."""
    if place.known:
        yield (user, f"browser {place.name}"), KNOWN
        return
    yield (user, f"network {place.name}"), STRANGE
    yield (user, "everywhere"), TOGETHER
    yield ("everybody", f"network {place.name}"), NETWORK


@cache
def lockout() -> Lockout:
    """That of this process; in no cache that a message from a browser could clear."""
    return Lockout()
