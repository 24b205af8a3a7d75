#!/usr/bin/env bash
# Checks a deployed application from outside: smoke-tests.sh <staging|production> [--comprehensive]
# Exit code 0: all checks passed, 1: a check failed, 2: wrong argument or missing variable.
set -euo pipefail

usage() {
  echo "Usage: smoke-tests.sh <staging|production> [--comprehensive]" >&2
  exit 2
}

here="$(dirname "$0")"
# shellcheck source-path=SCRIPTDIR
source "$here/smoke-requests.sh"

environment="${1:-}"
option="${2:-}"
if [ -n "$option" ] && [ "$option" != --comprehensive ]; then
  usage
fi
choose_environment "$environment"
passed=0 failed=0

responded() { [ "$code" = 200 ]; }
logged_in() { responded && [ "$token" != null ]; }
has_fields() { jq -e "$1" <<< "$body" > /dev/null 2>&1; }

# report NAME TEST...: runs the test on the last answer and prints one line.
report() {
  local name="$1" detail="HTTP $code"
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "Smoke test: $name ... PASS"
    return
  fi
  failed=$((failed + 1))
  if [ "$code" = 000 ]; then
    detail="no answer"
  elif [ "$1" = has_fields ]; then
    detail="$body"
  elif [ "$1" = logged_in ] && [ "$token" = null ]; then
    detail="HTTP $code, access_token null"
  fi
  echo "Smoke test: $name ... FAIL ($detail)"
}

# fields NAME FILTER: one more line for the JSON fields of the last answer, only with --comprehensive.
fields() {
  if [ "$option" = --comprehensive ]; then
    report "fields of $1" has_fields "$2"
  fi
}

log_in
report "authentication" logged_in
check_live
report "/health/live" responded
fields /health/live 'keys == ["status", "timestamp"] and .status == "healthy"'
check_ready
report "/health/ready" responded
fields /health/ready '.status == "ready" and (.checks | keys) == ["database", "lancedb", "redis"]'
check_db
report "/health/db" responded
fields /health/db '.status == "healthy" and (.database | .connected and has("query_time_ms") and has("pool_status"))'
execute_agent
report "agent execution" responded
present_canvas
report "canvas presentation" responded
list_skills
report "skills endpoint" responded

echo "Result: $passed passed, $failed failed"
result=passed
if [ "$failed" -gt 0 ]; then
  result=failed
fi
"$here/push-metric.sh" counter smoke_test_total 1 "environment=$environment" "result=$result"
test "$failed" -eq 0
