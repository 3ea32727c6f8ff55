#!/usr/bin/env bash
# What `make demo` shows: the shipped articles checked, counted, explained and questioned.
set -u
root="$(cd "$(dirname "$0")/.." && pwd)"
claimgraph="$root/.venv/bin/claimgraph"
report="$root/build/report.html"

run() {
    printf '\n\033[1m$ claimgraph %s\033[0m\n' "$*"
    "$claimgraph" "$@"
}

# The table is for people, whether or not a terminal is there to read it.
ask() { run ask "$@" --format table; }

set -e
run check
run stats
run explain huawei-comeback/thesis
run weigh
run whatif --without "Unnamed report on who made the 7 nm chip"
ask denied-premises
ask interested-sources
ask certainty-inflation
ask supply-paths
ask durations
mkdir -p "$root/build"
run report huawei-comeback --output "$report"
printf 'The report, with pictures and every claim, is one file to open in a browser:\n%s\n' "$report"
