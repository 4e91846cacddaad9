"""A Django app: a report form posts to /support-lines/, and the answer is a card as an HTML fragment for the page.

In a project of yours: take the app config and the view, name the config in INSTALLED_APPS, and put the path into your URLs.
What follows them makes this file a project of its own: `gunicorn django_service:application`.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from helpline_router import InvalidReport, ReloadingRouter, Report, present

logger = logging.getLogger(__name__)
FIELDS = ("category", "age", "country", "region", "language", "role")


class SupportLinesConfig(AppConfig):
    """Holds the one router of the process, made when Django starts: files that cannot be used stop the start and not a request."""

    name = "django_service"
    label = "support_lines"
    router: ReloadingRouter

    def ready(self) -> None:
        self.router = ReloadingRouter(overlay_path=settings.SUPPORT_LINES_OVERLAY)


# No cache on the way keeps what kind of help somebody was shown, and no error page or mail shows what was posted.
@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SupportLines(View):
    """Answers a report by a card in the reader's language."""

    now: Callable[[], datetime] = staticmethod(timezone.now)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            report = Report(**{name: request.POST[name] for name in FIELDS if request.POST.get(name)})
        except InvalidReport as error:
            return JsonResponse({"problems": [str(problem) for problem in error.problems]}, status=HTTPStatus.BAD_REQUEST)
        at = self.now()
        decision = apps.get_app_config("support_lines").router.route(report, at)
        logger.info("rule %s, notices %s", decision.rule, [notice.code.value for notice in decision.notices])
        card = present(decision, request.headers.get("Accept-Language"), at=at, role=report.role)
        return HttpResponse(card.to_html(), headers={"Content-Language": card.language})


urlpatterns = [path("support-lines/", SupportLines.as_view())]

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        INSTALLED_APPS=["django_service.SupportLinesConfig"],
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        ROOT_URLCONF="django_service",
        SECRET_KEY=os.environ["DJANGO_SECRET_KEY"],
        SUPPORT_LINES_OVERLAY=None,
        USE_TZ=True,
    )
    application = get_wsgi_application()
