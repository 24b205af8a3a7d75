#!/usr/bin/env bash
# Shows the answer to each smoke test request and asks the operator: manual-smoke-tests.sh <staging|production>
# Exit code 0: all answers accepted, 1: an answer refused, 2: wrong argument or missing variable.
set -euo pipefail

usage() {
  echo "Usage: manual-smoke-tests.sh <staging|production>" >&2
  exit 2
}

# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/smoke-requests.sh"

choose_environment "${1:-}"
refused=0

for step in log_in check_live check_ready check_db execute_agent present_canvas list_skills; do
  "$step"
  echo "=== $step: HTTP $code"
  # An access token must not end up in a terminal log.
  jq 'if .access_token? then .access_token = "(hidden)" else . end' <<< "$body" 2> /dev/null || echo "$body"
  read -r -p "Is this the expected answer? [y/N] " reply || reply=""
  echo
  if [ "$reply" != y ]; then
    refused=$((refused + 1))
  fi
done

echo "Result: $refused answers refused"
test "$refused" -eq 0
