"""Runs a rule in Osprey's engine with the example's plugin, in an interpreter that has Osprey: a rule's file, an action's data."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import gevent.pool
from osprey.engine.ast.sources import Sources
from osprey.engine.ast_validator import ValidatorRegistry, validate_sources
from osprey.engine.executor.execution_context import Action
from osprey.engine.executor.execution_graph import compile_execution_graph
from osprey.engine.executor.executor import execute
from osprey.engine.executor.udf_execution_helpers import UDFHelpers
from osprey.engine.stdlib import get_config_registry
from osprey.engine.udf.registry import UDFRegistry
from osprey.worker import _stdlibplugin
from osprey.worker.adaptor.plugin_manager import bootstrap_ast_validators, flatten, plugin_manager

import osprey_udf


def main(rule: str, data: str) -> None:
    for plugin in (_stdlibplugin, osprey_udf):
        plugin_manager.register(plugin)
    bootstrap_ast_validators()
    known = UDFRegistry.with_udfs(*flatten(plugin_manager.hook.register_udfs()))
    sources = Sources.from_dict({"main.sml": Path(rule).read_text(encoding="utf-8")})
    validators = ValidatorRegistry.get_instance().instance_with_additional_validators(get_config_registry().get_validator())
    graph = compile_execution_graph(validate_sources(sources, known, validators))
    action = Action(action_id=1, action_name="report_filed", data=json.loads(data), timestamp=datetime.now(UTC))
    result = execute(graph, UDFHelpers(), action, gevent.pool.Pool(2))
    errors = [type(info.error).__name__ for info in result.error_infos]
    sys.stdout.write(json.dumps({"features": result.extracted_features, "errors": errors}))


if __name__ == "__main__":
    main(*sys.argv[1:])
