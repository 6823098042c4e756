"""Chance that is the same everywhere: SplitMix64, seeded by a path of names.

The standard generators promise the same numbers only for part of their methods and versions; a
season must be the same byte for byte wherever it is simulated. Each case throws its own dice, so
one case never changes because of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


def mix(value: int) -> int:
    """A one-to-one scrambling of 64 bits."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


class Dice:
    """A stream of chance named by `path`."""

    __slots__ = ("_state",)

    def __init__(self, *path: str | int) -> None:
        name = "/".join(map(str, path)).encode()
        self._state = int.from_bytes(blake2b(name, digest_size=8).digest(), "big")

    def next(self) -> int:
        """The next 64 bits."""
        self._state = (self._state + _GAMMA) & _MASK
        return mix(self._state)

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return (self.next() * bound) >> 64

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return (self.next() >> 11) * 2.0**-53 < probability

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """One of the options, by their whole weights."""
        left = self.below(sum(weight for _, weight in options))
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        raise AssertionError("weights are positive")

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in a chance order."""
        order = list(options)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


class Names:
    """Opaque names of cases: each number has its own, and none tells the number."""

    def __init__(self, secret: int) -> None:
        self._secret = secret

    def name(self, number: int) -> str:
        """Sixteen hexadecimal digits, different for different numbers."""
        return f"{mix((self._secret + number * _GAMMA) & _MASK):016x}"
