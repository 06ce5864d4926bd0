"""What each current version rests on: the keys that signed for it. Where one of them is compromised it is suspended.

A compromise alters no past verdict. From the Change on that records it, every current version that rests on the key,
and is not proven older than the theft, is *suspended*: shown, and shown as unproven. It stays so until a submission
lists it again, or replaces it, with every signature anew; nothing else lifts it.

**Proven older.** Whoever has a stolen key dates its signatures as they like, and a merge made with it too. So nothing
signed with a compromised key says when it was made. A Change is older than the theft only if it, or a later one, was
merged with a sound key on a day before: hash by hash, the later one contains the earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from repo_schema.findings import Finding
from repo_schema.law import Policy
from repo_schema.layout import FilePath, ReturnPath, classify
from repo_schema.manifests import Manifest

__all__ = ["Footed", "Footing", "Suspended"]


@dataclass(frozen=True, slots=True)
class Footed:
    """An accepted publication, as far as this goes."""

    index: int
    day: date
    """When it became public, as its merge claims."""
    keys: frozenset[str]
    merged_with: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """Why a current version is suspended."""

    key: str
    person: str
    since: date | None
    """Since when the key is compromised; None: nobody knows."""

    def finding(self, path: str) -> Finding:
        """In words, of the version at `path`."""
        return Finding("suspended", path=path, expected=str(self.since or "?"), found=self.person)

    def as_json(self) -> dict[str, str | None]:
        since = self.since.isoformat() if self.since else None
        return {"because": "key_compromised", "person": self.person, "since": since}


class Footing:
    """Fed every accepted publication, in the order of `main`."""

    def __init__(self) -> None:
        self._suspended: dict[str, Suspended] = {}
        self._rests: dict[str, Footed] = {}
        self._last_merge: dict[tuple[str, date], int] = {}
        """Key and day to the last Change merged with that key on that day."""

    @property
    def suspended(self) -> Mapping[str, Suspended]:
        """By path. A suspended law stays in force, for there is no other; everything else is unproven."""
        return self._suspended

    def listed(self) -> list[tuple[str, Suspended]]:
        return sorted(self._suspended.items())

    def take(self, step: Footed, manifest: Manifest) -> None:
        """Whatever `manifest` puts in place rests on this step's keys from now on, and on no others."""
        self._last_merge[step.merged_with, step.day] = step.index
        for path, (_, after) in manifest.items():
            self._suspended.pop(path, None)
            self._rests.pop(path, None)
            if after is not None and not isinstance(classify(path), FilePath | ReturnPath):
                self._rests[path] = step

    def suspend(self, policy: Policy) -> None:
        """Suspend whatever rests on a key that `policy` says is compromised."""
        for path, why in self.resting_on_compromised(policy).items():
            self._suspended.setdefault(path, why)

    def resting_on_compromised(self, policy: Policy) -> dict[str, Suspended]:
        """What rests on a key that `policy` says is compromised, and is not proven older."""
        compromised = {key: (person, found.since) for key, person, found in policy.compromises()}
        sound = [(day, index) for (key, day), index in self._last_merge.items() if key not in compromised]
        resting: dict[str, Suspended] = {}
        for key, (person, since) in compromised.items():
            proven = max((index for day, index in sound if since and day < since), default=0)
            for path, step in self._rests.items():
                if key in step.keys and step.index > proven:
                    resting.setdefault(path, Suspended(key, person.id, since))
        return resting
