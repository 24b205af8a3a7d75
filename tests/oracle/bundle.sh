#!/bin/sh
# Makes OUT/official.cjs from the npm packages that package.json names. Needs node and npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$here"
npm ci --silent --no-audit --no-fund
# The parser imports JSON in a way that node 20 refuses; a bundle has it inside.
npx esbuild official.mjs --bundle --platform=node --format=cjs --log-level=error --outfile="$out/official.cjs"
