"""The Django example, in Django's test client. No other test uses Django, whose settings are one for each process."""

import importlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from builders import NOON
from helpline_router import OverlayError

REPORT = {"category": "harassment", "age": "15", "country": "FR", "language": ""}


@pytest.fixture(scope="module")
def service() -> Iterator[ModuleType]:
    """The example, which sets itself up as a project where there is none, at a clock that stands still."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SECRET_KEY", "for tests")
        module = importlib.import_module("django_service")
    from django.test import override_settings
    from django.urls import path

    urls = ModuleType("urls")
    urls.__dict__["urlpatterns"] = [path("support-lines/", module.SupportLines.as_view(now=lambda: NOON))]
    with override_settings(ROOT_URLCONF=urls):
        yield module


@pytest.fixture
def post(service: ModuleType) -> Callable[..., Any]:
    assert service
    from django.test import Client

    def post(fields: dict[str, str], *, is_from_elsewhere: bool = False, **headers: str) -> Any:
        return Client(enforce_csrf_checks=is_from_elsewhere, headers=headers).post("/support-lines/", fields)

    return post


def test_a_report_is_answered_by_a_card_in_the_readers_language(post: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    """The card is the router's at the clock that was given, no cache keeps it, and the log holds the rule and the notices only."""
    with caplog.at_level(logging.INFO):
        response = post(REPORT, accept_language="fr-FR, fr;q=0.9")
    text = response.content.decode()
    assert (200, "fr") == (response.status_code, response.headers["Content-Language"])
    assert "no-store" in response.headers["Cache-Control"]
    assert 'lang="fr"' in text
    assert 'href="tel:3018"' in text
    assert "23:00" in text
    assert ["rule fr-harassment-minors, notices ['hours_unknown']"] == caplog.messages


def test_what_is_not_known_is_answered_too(post: Callable[..., Any]) -> None:
    """A form with empty fields, of which only the category is known, is answered with international directories."""
    response = post({"category": "suicide", "age": "", "country": ""})
    assert (200, True) == (response.status_code, b"https://" in response.content)


def test_a_report_that_is_not_valid_is_refused_without_its_values(post: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    """The answer names the field and repeats nothing, no cache keeps it, and the log holds the address alone."""
    response = post(REPORT | {"country": "Atlantis"})
    assert 400 == response.status_code
    assert "no-store" in response.headers["Cache-Control"]
    assert response.json()["problems"][0].startswith("country: ")
    assert "Atlantis" not in response.content.decode() + caplog.text
    assert ["Bad Request: /support-lines/"] == caplog.messages


def test_reports_come_by_post_from_the_platforms_own_pages(post: Callable[..., Any]) -> None:
    """A report in an address would stand in the logs of servers and proxies; one that another site sends is not taken."""
    from django.test import Client

    assert 405 == Client().get("/support-lines/").status_code
    assert 403 == post(REPORT, is_from_elsewhere=True).status_code


def test_files_that_cannot_be_used_stop_the_start(service: ModuleType, tmp_path: Path) -> None:
    """Not the first request: the router is made when Django starts."""
    from django.test import override_settings

    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("helplines: {disable: [{id: fr-3819, reason: A misprint.}]}", encoding="utf-8")
    config = service.SupportLinesConfig("django_service", service)
    with override_settings(SUPPORT_LINES_OVERLAY=overlay), pytest.raises(OverlayError, match="fr-3819"):
        config.ready()
