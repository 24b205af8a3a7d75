#!/bin/sh
# Makes OUT/mermaid.mjs and OUT/d3.min.js from the npm packages that package.json names. Needs node and npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$here"
npm ci --silent --no-audit --no-fund
# Mermaid's own build is many files that load each other; a site is simpler to copy with one.
printf 'import mermaid from "mermaid";\nexport default mermaid;\n' |
  npx esbuild --bundle --minify --format=esm --target=es2022 --sourcefile=entry.js --log-level=error --outfile="$out/mermaid.mjs"
cp node_modules/d3/dist/d3.min.js "$out/d3.min.js"
