#!/usr/bin/env bash
# What `make demo` shows, on two screens of 24 lines: what an article claims, why, and what falls.
set -eu
root="$(cd "$(dirname "$0")/.." && pwd)"
claimgraph="$root/.venv/bin/claimgraph"

run() {
    printf '\n\033[1m$ claimgraph %s\033[0m\n' "$*"
    "$claimgraph" "$@"
}

cd "$root"
run weigh --article huawei-comeback
run explain smic-made-chip --to huawei-comeback/thesis
run whatif --without smic-made-chip --columns claim,after
mkdir -p build
"$claimgraph" draw map --article huawei-comeback --output build/map.svg
"$claimgraph" report huawei-comeback --output build/report.html
printf '\nThe map is build/map.svg, the report with every claim build/report.html.\n'
