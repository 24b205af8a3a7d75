#!/usr/bin/env bash
# Runs the tests on every Python from 3.11 to 3.13 that is installed, each in an environment of its own below build/.
set -uo pipefail
cd "$(dirname "$0")/.."

find_python() {
  local version=$1 candidate
  # A version manager's shim may be there and refuse: ask it for its version before believing in it.
  for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do
    if [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$version" ]; then
      echo "$candidate"
      return
    fi
  done
}

failed=0
found=0
for version in 3.11 3.12 3.13; do
  python=$(find_python "$version")
  if [ -z "$python" ]; then
    echo "== Python $version is not installed"
    continue
  fi
  found=$((found + 1))
  venv="build/python$version"
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || exit 1
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt || exit 1
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . || exit 1
  echo "== Python $version with Sphinx $("$venv/bin/python" -c 'import sphinx; print(sphinx.__version__)')"
  "$venv/bin/python" -m pytest -q -n auto ${PYTESTOPTS:-} || failed=1
done
if [ "$found" -eq 0 ]; then
  echo "None of Python 3.11, 3.12 and 3.13 is installed."
  exit 1
fi
exit "$failed"
