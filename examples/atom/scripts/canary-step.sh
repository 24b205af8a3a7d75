#!/usr/bin/env bash
# One stage of the canary: moves CANARY_WEIGHT percent of the traffic, waits CANARY_WAIT_SECONDS, checks the error rate.
# Without a wait there is nothing to measure yet, so there is no check either.
set -euo pipefail

weight="${CANARY_WEIGHT:?}"
wait_seconds="${CANARY_WAIT_SECONDS:?}"
here="$(dirname "$0")"

"$here/set-traffic.sh" "$weight"
"$here/push-metric.sh" gauge canary_traffic_percentage "$weight"

if [ "$wait_seconds" -gt 0 ]; then
  echo "Canary $weight%: checking the error rate in ${wait_seconds}s"
  sleep "$wait_seconds"
  "$here/check-metrics.sh" production --error-rate-only
fi
