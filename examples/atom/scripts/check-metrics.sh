#!/usr/bin/env bash
# Compares error rate and latency with their thresholds: check-metrics.sh <staging|production> [--error-rate-only]
# No monitoring and no traffic are warnings; a rejected query or a value above its threshold fails.
set -euo pipefail

environment="${1:-}"
option="${2:-}"
case "$environment:$option" in
  staging: | production: | staging:--error-rate-only | production:--error-rate-only) ;;
  *)
    echo "Usage: check-metrics.sh <staging|production> [--error-rate-only]" >&2
    exit 2
    ;;
esac
error_rate_threshold="${ERROR_RATE_THRESHOLD:?}"
timeout="${QUERY_TIMEOUT_SECONDS:-10}"
here="$(dirname "$0")"

if [ -z "${PROMETHEUS_URL:-}" ]; then
  echo "::warning::PROMETHEUS_URL is not set, metrics are not checked"
  exit 0
fi
if ! curl -fsS --max-time "$timeout" "$PROMETHEUS_URL/-/healthy" > /dev/null; then
  echo "::warning::Prometheus is not reachable, metrics are not checked"
  exit 0
fi

# check METRIC THRESHOLD UNIT: the threshold itself still passes.
check() {
  local query="$1{environment=\"$environment\"}" answer value above
  if ! answer="$(curl -fsS -G "$PROMETHEUS_URL/api/v1/query" --max-time "$timeout" --data-urlencode "query=$query")"; then
    "$here/push-metric.sh" counter prometheus_query_total 1 result=failed
    echo "::error::Prometheus rejected the query or did not answer within ${timeout}s: $query"
    return 1
  fi
  "$here/push-metric.sh" counter prometheus_query_total 1 result=success
  if ! value="$(jq -r '.data.result[0].value[1] // "NaN"' <<< "$answer")"; then
    echo "::error::The answer of Prometheus is not JSON: $query"
    return 1
  fi
  if [ "$value" = NaN ]; then
    echo "::warning::No traffic yet, $1 is not checked"
    return 0
  fi
  if ! above="$(jq -n --arg value "$value" --arg limit "$2" '($value | tonumber) > ($limit | tonumber)')"; then
    echo "::error::$1 is not a number: $value"
    return 1
  fi
  if [ "$above" = true ]; then
    echo "::error::$1 of $environment is $value $3, the threshold is $2 $3"
    return 1
  fi
  echo "$1 of $environment is $value $3, the threshold is $2 $3"
}

# Both metrics are always reported, also when the first one is too high.
failed=0
check error_rate "$error_rate_threshold" "%" || failed=1
if [ "$option" != --error-rate-only ]; then
  check latency_p95 "${LATENCY_P95_THRESHOLD_MS:?}" ms || failed=1
fi
exit "$failed"
