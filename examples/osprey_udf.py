"""An Osprey plugin: `SupportLines(category=..., age=..., country=...)` in a rule gives the ids of the support lines for a reporter.

Copy it with osprey_lines.py into your plugin package, and set SUPPORT_LINES_SERVICE to where the routing service listens.
"""

import logging
import os
from collections.abc import Sequence
from typing import Any

from osprey.engine.executor.execution_context import ExecutionContext, ExpectedUdfException
from osprey.engine.udf.arguments import ArgumentsBase
from osprey.engine.udf.base import UDFBase
from osprey.worker.adaptor.plugin_manager import hookimpl_osprey

from osprey_lines import RefusedReport, support_line_ids

logger = logging.getLogger(__name__)


class SupportLinesArguments(ArgumentsBase):
    """What is known of the reporter."""

    category: str
    """suicide, self_harm, harassment or hate."""

    age: int | None = None
    """The reporter's age in years, if it is known."""

    country: str | None = None
    """The reporter's country, ISO 3166-1, if it is known."""

    language: str | None = None
    """The reporter's language, BCP 47, if it is known."""

    role: str | None = None
    """affected, witness, perpetrator, parent or professional; affected if left out."""


class SupportLines(UDFBase[SupportLinesArguments, list[str]]):
    """The ids of the support lines that serve a reporter now, the best first."""

    # It waits for a service: rules that do not need it go on meanwhile.
    execute_async = True

    def execute(self, execution_context: ExecutionContext, arguments: SupportLinesArguments) -> list[str]:  # noqa: ARG002 - Osprey's
        try:
            return support_line_ids(
                os.environ["SUPPORT_LINES_SERVICE"],
                category=arguments.category,
                age=arguments.age,
                country=arguments.country,
                language=arguments.language,
                role=arguments.role,
            )
        except RefusedReport as refused:
            # An error that Osprey reports carries the arguments along; this one it expects, and what is wrong is said here.
            logger.warning("no support lines: %s", refused)
            raise ExpectedUdfException from None


@hookimpl_osprey
def register_udfs() -> Sequence[type[UDFBase[Any, Any]]]:
    return [SupportLines]
