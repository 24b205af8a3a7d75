#!/usr/bin/env bash
# Waits until the CI Pipeline run of the commit GITHUB_SHA has ended; succeeds only if that run succeeded.
# CI_POLL_SECONDS and CI_WAIT_SECONDS shorten the wait.
set -euo pipefail

commit="${GITHUB_SHA:?}"
poll="${CI_POLL_SECONDS:-30}"
deadline=$((SECONDS + ${CI_WAIT_SECONDS:-2700}))

while true; do
  # An error of gh itself ends the script: waiting would only hide it.
  runs="$(gh run list --workflow=ci.yml --commit "$commit" --event push --limit 1 --json status,conclusion)"
  # Both workflows start on the same push, so a missing run has simply not started yet.
  state="$(jq -r '.[0] // {} | "\(.status // "missing") \(.conclusion // "")"' <<< "$runs")"
  case "$state" in
    "completed success")
      echo "CI Pipeline succeeded for $commit"
      exit 0
      ;;
    completed*)
      echo "::error::CI Pipeline ended with '${state#completed }' for $commit, nothing is deployed"
      exit 1
      ;;
  esac
  if [ "$SECONDS" -ge "$deadline" ]; then
    echo "::error::CI Pipeline did not finish in time for $commit (last state: $state)"
    exit 1
  fi
  echo "CI Pipeline: $state, next look in ${poll}s"
  sleep "$poll"
done
