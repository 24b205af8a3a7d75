#!/usr/bin/env bash
# Pushes one metric: push-metric.sh <counter|gauge|histogram> NAME VALUE [label=value ...]
# The push gateway adds up counters and histograms and keeps the last value of a gauge.
# Statistics never stop a deployment: no METRICS_PUSH_URL is silent, a failed push is a warning.
set -euo pipefail

duration_buckets="60 120 300 600 900 1800"

if [ "$#" -lt 3 ]; then
  echo "Usage: push-metric.sh <counter|gauge|histogram> NAME VALUE [label=value ...]" >&2
  exit 2
fi
type="$1" name="$2" value="$3"
shift 3

if [ -z "${METRICS_PUSH_URL:-}" ]; then
  exit 0
fi

labels=""
for pair in "$@"; do
  labels+="${labels:+,}${pair%%=*}=\"${pair#*=}\""
done

# The text format of Prometheus; buckets are cumulative, as the format asks.
sample() {
  echo "# TYPE $name $type"
  if [ "$type" = histogram ]; then
    for bucket in $duration_buckets; do
      echo "${name}_bucket{${labels}${labels:+,}le=\"$bucket\"} $((value <= bucket))"
    done
    echo "${name}_bucket{${labels}${labels:+,}le=\"+Inf\"} 1"
    echo "${name}_sum{$labels} $value"
    echo "${name}_count{$labels} 1"
  else
    echo "$name{$labels} $value"
  fi
}

if ! sample | curl -fsS --max-time 5 --data-binary @- "$METRICS_PUSH_URL/metrics/job/deploy"; then
  echo "::warning::The metric $name could not be pushed"
fi
