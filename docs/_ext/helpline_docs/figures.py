"""Numbers that the data and the code know, so that no page has to."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from helpline_router import codes, default_router
from helpline_router.catalogues import languages
from helpline_router.stewardship.checks import CHECKS
from helpline_router.vocabulary import Category, Community, Confidence, NoticeCode, Remit, Role


@cache
def figures() -> Mapping[str, str]:
    """Every number by its name."""
    router = default_router()
    registry, policy = router.registry, router.policy
    lines = [line for country in registry.countries.values() for line in country.helplines]
    channels = [channel for line in lines for channel in line.channels]
    sources = {source.url for line in lines for source in line.sources}
    counted = {
        "countries": len(registry.countries),
        "territories": len(registry.territories),
        "pilot-countries": sum(country.pilot is not None for country in registry.countries.values()),
        "lines": len(lines),
        "referable-lines": sum(line.confidence.rank >= policy.minimum_confidence.rank for line in lines),
        "low-confidence-lines": sum(line.confidence is Confidence.LOW for line in lines),
        "channels": len(channels),
        "sources": len(sources),
        "retired-numbers": sum(len(country.retired_numbers) for country in registry.countries.values()),
        "gaps": sum(len(country.gaps) for country in registry.countries.values()),
        "languages": len(languages()),
        "rules": len(policy.rules),
        "checks": len(CHECKS),
        "code-systems": len(codes.default_codes().systems),
        "codes": sum(1 for _ in codes.default_codes().rows()),
        "mapped-codes": sum(row.category is not None for row in codes.default_codes().rows()),
        "categories": len(Category),
        "roles": len(Role),
        "remits": len(Remit),
        "communities": len(Community),
        "notices": len(NoticeCode),
        "maximum-referrals": policy.maximum_referrals,
        "hours-trusted-for-days": policy.hours_trusted_for_days,
        "minimum-platform-age": policy.minimum_platform_age,
        **{f"review-after-days-{category}": days for category, days in policy.review_after_days.items()},
    }
    return MappingProxyType({name: str(number) for name, number in counted.items()} | {"data-version": registry.version})
