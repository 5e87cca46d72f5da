"""Guessing is slow: who failed waits, longer every time. In the memory of this process, where no message clears it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv6Address, ip_address
from threading import Lock

FREE_FAILURES = 2  # a slip of the fingers costs nothing
LONGEST_WAIT_S = 300.0
FORGOTTEN_AFTER_S = 3600.0  # without another failure
MOST_ADDRESSES = 1000  # that failures are remembered of
BURST = 30  # failures from all addresses together before everybody waits
ONE_MORE_EVERY_S = 20.0  # after that


@dataclass
class Attempts:
    """Failures at one thing that can be guessed.

    By address: 1 s after the third failure, twice as long after every next. From all addresses together: after `BURST`
    failures one attempt every `ONE_MORE_EVERY_S`, so that many addresses guess no faster. Where too many addresses are
    remembered, the one with the fewest failures is forgotten: those who come in numbers never push out a stubborn one.

    Attributes:
        failures: count, the second before which it has to wait, and the second of the last failure, by address.
        spent: failures of all together that are not yet made up for, at the second `since_s`.
    """

    failures: OrderedDict[str, tuple[int, float, float]] = field(default_factory=OrderedDict)
    spent: float = 0.0
    since_s: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def wait_s(self, address: str, now: float, *, known: bool = False) -> float:
        """Seconds before this address may try again. `known`: it succeeded before, so only its own failures count."""
        with self.lock:
            own = self.failures.get(address, (0, now, now))[1] - now
            over = self._spent(now) - (BURST - 1)
            return max(0.0, own, 0.0 if known else over * ONE_MORE_EVERY_S)

    def failed(self, address: str, now: float) -> None:
        with self.lock:
            count, _, last = self.failures.pop(address, (0, now, now))
            count = 1 if now - last > FORGOTTEN_AFTER_S else count + 1
            wait = min(2.0 ** (count - FREE_FAILURES - 1), LONGEST_WAIT_S) if count > FREE_FAILURES else 0.0
            self.failures[address] = (count, now + wait, now)
            self.spent, self.since_s = min(self._spent(now) + 1, BURST), now
            if len(self.failures) > MOST_ADDRESSES:
                self._forget(now)

    def succeeded(self, address: str, now: float) -> None:
        """Take the failures of this address back, among them the attempt that succeeded."""
        with self.lock:
            count = self.failures.pop(address, (0, now, now))[0]
            self.spent, self.since_s = max(0.0, self._spent(now) - count), now

    def _spent(self, now: float) -> float:
        return max(0.0, self.spent - (now - self.since_s) / ONE_MORE_EVERY_S)

    def _forget(self, now: float) -> None:
        for address, (_, _, last) in list(self.failures.items()):
            if now - last > FORGOTTEN_AFTER_S:
                del self.failures[address]
        while len(self.failures) > MOST_ADDRESSES:
            del self.failures[min(self.failures, key=lambda address: self.failures[address][0])]


@cache
def attempts(at: str) -> Attempts:
    """Those at one thing, such as "staff" or "code"."""
    return Attempts()


def network_of(address: str) -> str:
    """An address as failures are counted by: of IPv6 the /64 that one connection has for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return address
