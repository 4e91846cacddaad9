"""Strategies for reports: who reports what, from where, as far as it is known."""

from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.routing import default_router
from helpline_router.testing.picking import choices, sometimes
from helpline_router.testing.places import ELSEWHERE, LANGUAGES, regions_for
from helpline_router.vocabulary import Category, CodeNotice, Community, NoticeCode, Preference, Role

Ages = SearchStrategy[int] | SearchStrategy[AgeBand] | SearchStrategy[int | AgeBand | None]

_T = TypeVar("_T")

CATEGORIES: Final = tuple(Category)
ROLES: Final = tuple(Role)
COMMUNITIES: Final = (Community.LGBTQ, Community.JEWISH, Community.WOMEN)
CODE_NOTICES: Final[tuple[CodeNotice, ...]] = (NoticeCode.CODE_MERGED, NoticeCode.MINOR_IMPLIED)
# A report may be written in more ways than one.
_OTHER_FORMS: Final = {"FR": "fra", "GB": "UK", "US": "usa"}


def _is_age_interval(ages: tuple[int, int]) -> bool:
    return ages[0] <= ages[1]


@cache
def exact_ages() -> SearchStrategy[int]:
    """Whole years from 0 to 120, those near a limit of some line more often."""
    return st.sampled_from((15, 30, 17, 18, 12, 13, 16, 0, 120, 65)) | st.integers(0, 120)


@cache
def age_bands() -> SearchStrategy[AgeBand]:
    """Bands of ages, those that lie across 18, end at it or are one year wide more often.

    >>> from hypothesis import given
    >>> @given(age_bands())
    ... def law(band):
    ...     assert 0 <= band.minimum <= band.maximum <= 120
    >>> law()
    """
    pool = ((16, 19), (0, 17), (18, 120), (13, 17), (17, 18), (0, 12), (0, 120), (15, 15), (18, 24), (16, 17))
    pairs = st.sampled_from(pool) | st.tuples(st.integers(0, 120), st.integers(0, 120)).filter(_is_age_interval)
    return pairs.map(lambda pair: AgeBand(minimum=pair[0], maximum=pair[1]))


@cache
def _any_age() -> SearchStrategy[int | AgeBand | None]:
    return st.none() | exact_ages() | age_bands()


@cache
def _one_of(values: Sequence[_T]) -> SearchStrategy[_T]:
    return st.sampled_from(values)


def reports(
    registry: Registry | None = None,
    *,
    countries: Collection[str | None] | None = None,
    categories: Collection[str] | None = None,
    ages: range | Ages | None = None,
    roles: Collection[str] | None = None,
) -> SearchStrategy[Report]:
    """Reports to a service with this registry, the shipped one if left out.

    Most come from a country of the registry, some from its territories, a few from elsewhere or from nobody knows where. Their
    regions, languages and communities are those that make a difference, as far as they are known. `countries` says where they
    come from (codes of ISO 3166-1, and None for unknown), `categories` and `roles` what they may be; `ages` is a range of whole
    years, or a strategy for ages, bands and None. A report shrinks to a first value of each and to unknown.

    A failure notes the drawn report with its values: it is of nobody. The shipped files are read when the first is drawn.

    >>> from hypothesis import given
    >>> @given(reports(countries=["FR", "BE"], ages=range(13, 18), roles=["affected", "witness"]))
    ... def law(report):
    ...     assert report.country in ("FR", "BE") and 13 <= report.age < 18
    >>> law()
    """
    codes = None if countries is None else tuple(countries)
    asked = _Asked(
        _one_of(CATEGORIES if categories is None else tuple(map(Category, categories))),
        _any_age() if ages is None else _one_of(ages) if isinstance(ages, range) else ages,
        sometimes(Role.AFFECTED, *ROLES, one_in=2) if roles is None else _one_of(tuple(map(Role, roles))),
    )
    if registry is None:
        return st.deferred(lambda: _reports_to(_Facts(default_router().registry), codes, asked))
    return _reports_to(_Facts(registry), codes, asked)


class _Facts:
    """A registry, put briefly: Hypothesis repeats what a strategy is made of, and a registry fills a book."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def __repr__(self) -> str:
        return f"<registry {self.registry.version}>"


class _Asked(NamedTuple):
    """What is drawn whatever the country."""

    categories: SearchStrategy[Category]
    ages: Ages
    roles: SearchStrategy[Role]


@st.composite
def _reports_to(draw: DrawFn, facts: _Facts, codes: tuple[str | None, ...] | None, asked: _Asked) -> Report:
    registry = facts.registry
    if codes is None:
        seldom = (*ELSEWHERE, None) * max(1, len(registry.countries) // 8)
        codes = tuple(registry.countries) * 16 + tuple(registry.territories) * 4 + seldom
    code = draw(_one_of(codes))
    languages = registry.countries[code].languages if code is not None and code in registry.countries else ()
    report = Report(**draw(_fields(code, regions_for(registry, code), languages, asked)))
    note(f"drawn: {with_values(report)}")
    return report


@lru_cache(maxsize=1024)
def _fields(code: str | None, regions: tuple[str, ...], languages: tuple[str, ...], asked: _Asked) -> SearchStrategy[dict[str, Any]]:
    fields: dict[str, SearchStrategy[Any]] = {
        "category": asked.categories,
        "age": asked.ages,
        "country": st.sampled_from((code, _OTHER_FORMS.get(code or "", code))),
        "region": sometimes(None, *regions, one_in=2),
        "language": st.none() | st.none() | st.sampled_from((*languages, *LANGUAGES, "pt-BR", "zu")),
        "role": asked.roles,
        "communities": sometimes((), *choices(COMMUNITIES), one_in=2),
        "prefer": st.none() | st.sampled_from(Preference),
        "code_notices": sometimes((), *choices(CODE_NOTICES), one_in=2),
    }
    return st.fixed_dictionaries(fields)


def with_values(report: Report) -> str:
    """A report as it is written; a report itself shows no values, but a generated one is of nobody, and a failure must say which it was."""
    fields = report.model_dump(mode="json", exclude_defaults=True)
    if isinstance(report.age, AgeBand):
        fields["age"] = f"{report.age.minimum}-{report.age.maximum}"
    return f"Report({', '.join(f'{name}={value!r}' for name, value in fields.items())})"
