#!/bin/sh
# Takes a picture of the first screen of pages of a site, as a reader's browser shows it:
#   screens.sh FOLDER OUT PAGE...
# Each PAGE below FOLDER, such as guides/runbook.html, becomes OUT/runbook.png. Needs Chromium and Python.
set -eu
folder=$1 out=$2
shift 2
for browser in chromium chromium-browser google-chrome; do
  chromium=$(command -v "$browser") && break
done
[ -n "${chromium:-}" ] || { echo "screens.sh: there is no Chromium" >&2; exit 2; }
mkdir -p "$out"
work=$(mktemp -d)
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$folder" >"$work/served" 2>"$work/log" &
server=$!
trap 'kill "$server"; rm -rf "$work" || true' EXIT
until port=$(sed -n 's/^Serving HTTP on .* port \([0-9]*\) .*/\1/p' "$work/served") && [ -n "$port" ]; do sleep 0.1; done
for page in "$@"; do
  [ -f "$folder/$page" ] || { echo "screens.sh: $folder has no page $page" >&2; exit 2; }
  name=$(basename "$page" .html)
  "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync --disable-background-networking \
    --disable-component-update --disable-dev-shm-usage --hide-scrollbars --user-data-dir="$work/$name" --window-size="${WINDOW:-1400,1000}" \
    --virtual-time-budget=15000 --screenshot="$out/$name.png" "http://127.0.0.1:$port/$page" >"$work/log" 2>&1
  echo "$out/$name.png"
done
