# What people and CI run. `just --list` shows it; `pip install -e '.[dev]'` brings `just`. Recipes use the environment that is active.

# The whole suite; arguments go to pytest: `just test tests/test_cli.py -k route`
test *arguments:
    python -m pytest {{ arguments }}

# Style, form, and imports in one direction
lint:
    ruff check
    ruff format --check
    lint-imports

# Types: of the code, and of the library as those see it who installed it
types:
    mypy
    mypy --config-file tests/typing/mypy.ini

# The checks of the facts and the rules
data:
    helpline-router check

# The documentation, with warnings as errors
docs:
    sphinx-build -W --keep-going -b html docs build/docs

# The laws with many more examples; HYPOTHESIS_PROFILE=explore looks for new ones
laws:
    HYPOTHESIS_PROFILE="${HYPOTHESIS_PROFILE:-ci}" python -m pytest tests/test_laws.py

# A broad part of the suite on the lowest versions of the dependencies that pyproject.toml declares
lowest:
    #!/usr/bin/env bash
    set -euo pipefail
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    python tools/lowest.py batch check cli links otel spark > "$scratch/lowest.txt"
    python -m venv "$scratch/venv"
    "$scratch/venv/bin/pip" install --quiet --constraint "$scratch/lowest.txt" '.[batch,check,cli,links,otel,spark,suite,testing]'
    "$scratch/venv/bin/pip" list --disable-pip-version-check
    # Old releases meet newer ones of what they need in turn, and warn.
    "$scratch/venv/bin/python" -m pytest -W default -k "not a_million" {{ broad }} tests/test_batch_spark.py

# A broad part of the suite, and the types, on a built wheel, in a folder that has no src/
wheel:
    #!/usr/bin/env bash
    set -euo pipefail
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    python -m pip wheel --quiet --no-deps --wheel-dir "$scratch" .
    python -m venv "$scratch/venv"
    "$scratch/venv/bin/pip" install --quiet "$(echo "$scratch"/*.whl)[test]"
    mkdir "$scratch/tree"
    for entry in *; do
        case $entry in src | build | dist | mutants) ;; *) cp -r "$entry" "$scratch/tree" ;; esac
    done
    mypy_of_here=$(command -v mypy)
    cd "$scratch/tree"
    "$scratch/venv/bin/python" -c 'import helpline_router, sys; assert helpline_router.__file__.startswith(sys.prefix), helpline_router'
    "$mypy_of_here" --config-file tests/typing/mypy.ini --python-executable "$scratch/venv/bin/python"
    "$scratch/venv/bin/python" -m pytest {{ broad }}

# What routing costs, as ratios; with --write into the docs
bench *arguments:
    python benchmarks {{ arguments }}

# Write anew what is generated from the code: snapshots, the template of the catalogues, parts of pages
update:
    UPDATE_SNAPSHOTS=1 python -m pytest $(grep -l UPDATE_SNAPSHOTS tests/test_*.py)
    python tools/translations.py
    python -m cogapp -r -I docs/_ext -I tools README.md docs/*.md

# The README's command runs all tests; these are quick, and use every dependency and every file of the wheel.
broad := "tests/test_{batch_export,batch_files,batch_frames,batch_table,cards,catalogues,cli,codes,compiled,data,export,golden,hours,links}.py" \
    + " tests/test_{models,observing,presentation,registry,reloading,report,routing,scenarios,schemas,vocabulary,yaml}.py"
