"""The words of the registry as HSDS taxonomies, and the ids that all HSDS records have."""

import re
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid5

from helpline_router.vocabulary import Category, Community, Confidence, Network, Remit, Role, SourceKind

NAMESPACE: Final = UUID("d30ff285-678a-407e-aa8b-1ab3e0e03516")

Fields = dict[str, Any]


class Assurance(StrEnum):
    """What a line assures or does not, as the value of the attribute says."""

    GENERAL = "general"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"


_TAXONOMIES: Final = (Remit, Category, Role, Community, Assurance, Network, Confidence, SourceKind)


def stable_id(*parts: object) -> str:
    """The id of a record: version 5 in one namespace, so the same in every export. A service's is made of the line's id alone.

    >>> stable_id("fr-3018")
    '6e978594-9930-5f6b-b618-e0ea62fa23aa'
    """
    return str(uuid5(NAMESPACE, "/".join(map(str, parts))))


def taxonomies() -> list[Fields]:
    """The word lists."""
    return [{"id": _taxonomy_id(words), "name": _name(words), "description": _description(words)} for words in _TAXONOMIES]


def attribute(line_id: str, word: StrEnum, value: str | None = None) -> Fields:
    """That a word applies to a line, with a value where the word alone says too little."""
    words = type(word)
    return {
        **plain_attribute(line_id, _name(words), word, value),
        "taxonomy_term_id": stable_id("taxonomy", _name(words), word),
        "taxonomy_term": {
            "id": stable_id("taxonomy", _name(words), word),
            "code": word.value,
            "name": word.replace("_", " "),
            "description": f"{_description(words).rstrip('.')}: {word.replace('_', ' ')}.",
            "taxonomy": _name(words),
            "taxonomy_id": _taxonomy_id(words),
            "language": "en",
        },
    }


def plain_attribute(line_id: str, link_type: str, key: str, value: str | None) -> Fields:
    """A fact about a line for which no word stands."""
    fields = {
        "id": stable_id(line_id, "attribute", link_type, key, *([] if value is None else [value])),
        "link_id": stable_id(line_id),
        "link_type": link_type,
        "link_entity": "service",
    }
    return fields if value is None else {**fields, "value": value}


def _taxonomy_id(words: type[StrEnum]) -> str:
    return stable_id("taxonomy", _name(words))


def _name(words: type[StrEnum]) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", words.__name__).lower()


def _description(words: type[StrEnum]) -> str:
    return (words.__doc__ or "").splitlines()[0]
