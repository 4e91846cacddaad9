"""A Celery worker: a task that routes a report, and the call that sends it one.

`celery --app celery_worker worker`; the broker and the result backend are those of CELERY_BROKER_URL and CELERY_RESULT_BACKEND.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from celery import Celery
from celery.result import AsyncResult
from celery.signals import worker_init
from celery.utils.log import get_task_logger

from helpline_router import InvalidReport, Report, RoutingDecision, default_router, present, route_report

logger = get_task_logger(__name__)
TASK = "support_lines.route"
HIDDEN = "(a report)"


def utc_now() -> datetime:
    return datetime.now(UTC)


@worker_init.connect
def load_router(**_: object) -> None:
    """Before the worker forks: its processes share the one router, and files that cannot be used stop the start."""
    default_router()


def create_app(now: Callable[[], datetime] = utc_now, **settings: Any) -> Celery:
    """The app with its task. What it keeps of a person's decision is gone after ten minutes."""
    app = Celery("support_lines", result_expires=600, task_acks_late=True)
    app.conf.update(settings)

    # Celery logs what a task returns, and shows it in events: of this one it has nothing to show.
    # A shared task would be put into every app of the process, with the clock of this one.
    @app.task(name=TASK, resultrepr_maxsize=0, shared=False)
    def route(report: dict[str, Any]) -> dict[str, Any]:
        """The decision; or the problems of a report that is not valid, which no retry mends and no traceback should show."""
        try:
            valid = Report(**report)
        except InvalidReport as error:
            return {"problems": [str(problem) for problem in error.problems]}
        decision = route_report(valid, at=now())
        logger.info("rule %s, notices %s", decision.rule, [notice.code.value for notice in decision.notices])
        return {"decision": decision.model_dump(mode="json")}

    return app


def submit(app: Celery, report: dict[str, Any]) -> AsyncResult:
    """Send a report to the worker. Celery shows arguments in events and monitors: here it has none to show."""
    return app.send_task(TASK, kwargs={"report": report}, argsrepr=HIDDEN, kwargsrepr=HIDDEN, expires=600)


def card_of(result: dict[str, Any], accept_language: str | None, at: datetime) -> str | None:
    """The card of a result, as HTML, at the instant at which it is shown; None if it came too late, then ask anew."""
    decision = RoutingDecision.model_validate(result["decision"])
    return present(decision, accept_language, at=at).to_html() if decision.holds_at(at) else None


app = create_app()
