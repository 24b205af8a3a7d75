#!/usr/bin/env bash
# Installs the wheel of a folder into an empty environment, and uses it in a project that has nothing else of this repository.
#
#     tests/use_wheel.sh DIST FOLDER
#
# FOLDER is made, and must not exist. The dependencies are those of the lock file, with their hashes.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
dist=$(cd "$1" && pwd)
mkdir "$2"
cd "$2"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$here/requirements/docs.txt"
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index "$dist"/*.whl
mkdir -p project/.github/workflows project/docs
cp "$here/.github/workflows/ci.yml" project/.github/workflows/
printf 'extensions = ["workflow_docs"]\nci_repository = ".."\n' > project/docs/conf.py
printf 'Start\n=====\n\n.. ci:workflow:: ci.yml\n' > project/docs/index.rst
venv/bin/python -m sphinx --quiet --nitpicky --fail-on-warning project/docs html
grep --quiet 'Run the gate' html/index.html
venv/bin/workflow-docs gates project --detect
