#!/usr/bin/env bash
# Gives the deployment atom the share W of the production traffic, atom-stable the rest: set-traffic.sh W
set -euo pipefail

weight="${1:-}"
if ! [[ "$weight" =~ ^[0-9]+$ ]] || [ "$weight" -gt 100 ]; then
  echo "Usage: set-traffic.sh W, with W from 0 to 100" >&2
  exit 2
fi

# The "test" lines refuse the patch if somebody has changed the order of the backends.
kubectl patch httproute/atom --type=json --patch "[
  {\"op\": \"test\", \"path\": \"/spec/rules/0/backendRefs/0/name\", \"value\": \"atom\"},
  {\"op\": \"test\", \"path\": \"/spec/rules/0/backendRefs/1/name\", \"value\": \"atom-stable\"},
  {\"op\": \"replace\", \"path\": \"/spec/rules/0/backendRefs/0/weight\", \"value\": $weight},
  {\"op\": \"replace\", \"path\": \"/spec/rules/0/backendRefs/1/weight\", \"value\": $((100 - weight))}
]"
echo "Traffic: atom $weight%, atom-stable $((100 - weight))%"
