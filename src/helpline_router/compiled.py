"""The shipped registry and policy as a wheel carries them: JSON of what was read from YAML, proven when the wheel was built.

Reading YAML with all its places takes most of a first decision, and places are for people who edit the files. What was valid
and proven when it was written is so as long as it is the same, which a checksum tells: it is not proven again, and a country
is read when it is first looked at.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from helpline_router.errors import HelplineRouterError
from helpline_router.models import Country
from helpline_router.policy import Policy
from helpline_router.records import FrozenMapping
from helpline_router.registry import Registry

COMPILED_FILE: Final = "compiled.jsonl"


def compiled(registry: Registry, policy: Policy) -> bytes:
    """A registry and a policy that are proven to fit, in lines: the checksum of all others, what is told of both, policy, countries."""
    countries = registry.countries.values()
    lines = [content.model_dump_json(exclude_defaults=True).encode() for content in (policy, *countries)]
    head = {
        "version": registry.version,
        "digests": [registry.digest, policy.digest],
        "territories": dict(registry.territories),
        "countries": list(registry.countries),
    }
    content = b"\n".join([json.dumps(head).encode(), *lines])
    return _checksum(content) + b"\n" + content


def read_compiled(path: Path) -> tuple[Registry, Policy]:
    """The registry and the policy that `compiled` was given.

    Raises `HelplineRouterError` for a file that is not as it was written, and OSError for one that cannot be opened.
    """
    checksum, _, content = path.read_bytes().partition(b"\n")
    if checksum != _checksum(content):
        raise HelplineRouterError(f"{path}: is damaged, or was changed by hand: install the package again")
    first, rules, *sections = content.split(b"\n")
    head = json.loads(first)
    countries = _Sections(dict(zip(head["countries"], sections, strict=True)))
    registry = Registry.model_construct(version=head["version"], countries=countries)
    policy = Policy.model_validate_json(rules)
    # Cached properties are kept where their names lead. Finding these out would read all countries.
    vars(registry)["digest"], vars(policy)["digest"] = head["digests"]
    vars(registry)["territories"] = FrozenMapping(head["territories"])
    return registry, policy


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


class _Sections(Mapping[str, Country]):
    """Countries by code, of the JSON of each; equal to any mapping of the same ones. It may be shared between threads."""

    __slots__ = ("_read", "_sections")

    def __init__(self, sections: Mapping[str, bytes]) -> None:
        self._sections = sections
        self._read: dict[str, Country] = {}

    def __getitem__(self, code: str) -> Country:
        known = self._read.get(code)
        return self._read.setdefault(code, Country.model_validate_json(self._sections[code])) if known is None else known

    def __contains__(self, code: object) -> bool:
        return code in self._sections

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def __len__(self) -> int:
        return len(self._sections)

    def __hash__(self) -> int:
        return hash(FrozenMapping(self))
