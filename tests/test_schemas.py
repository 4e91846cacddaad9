"""The published JSON Schemas are those of the models, and the shipped files fit them."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel, create_model

from helpline_router import Overlay, Policy, Registry, RoutingDecision
from helpline_router.code_list import ReportCodes
from helpline_router.records import AgeBand

DATA = Path(__file__).parents[1] / "data"
MODELS: dict[str, type[BaseModel]] = {
    "helplines": Registry,
    "routing": Policy,
    "decision": RoutingDecision,
    "overlay": Overlay,
    "codes": ReportCodes,
}


def schema_of(name: str) -> dict[str, Any]:
    schema = MODELS[name].model_json_schema(mode="serialization" if name == "decision" else "validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


@pytest.mark.parametrize("name", MODELS)
def test_schemas_do_not_drift(name: str) -> None:
    """A schema file says what its model says; UPDATE_SNAPSHOTS=1 writes it anew."""
    file = DATA / f"{name}.schema.json"
    text = json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_a_record_without_source_has_a_schema_without_descriptions() -> None:
    """Where only compiled modules are installed, an unknown field of a file is still told by its name, for which the schema is asked."""
    made = create_model("Made", __base__=AgeBand)
    assert {"minimum", "maximum"} == made.model_json_schema()["properties"].keys()


@pytest.mark.parametrize("name", ["helplines", "routing", "codes"])
def test_shipped_files_fit_their_schema(name: str) -> None:
    """An editor that follows the first line of a shipped file finds nothing to complain about."""
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema={name}.schema.json\n")
    jsonschema.Draft202012Validator(schema_of(name)).validate(yaml.safe_load(text))
