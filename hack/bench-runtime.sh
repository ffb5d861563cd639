#!/bin/bash
# Usage: hack/bench-runtime.sh [TEST...]
# Measures the control plane (tests of RuntimeBench; all by default) in a process of its own with the options of its image,
# between an API server and simulated proxies; prints a table and writes JSON lines to e2e/target/bench/runtime.json.
# PROXIES (1000), SERVICES (1000) and SIZES ('100 500 1000 5000') set the extent, CHANGES (30) and CHURN (20 s) the length;
# JVM_OPTIONS='…' tries options beside those of the image.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
case "${1:-}" in -*) usage ;; esac

log=$root/target/bench/runtime.log
results=$root/e2e/target/bench/runtime.json
tests=RuntimeBench
[ $# -eq 0 ] || tests="RuntimeBench#$(IFS=+; echo "$*")"
"$root/hack/build.sh"
rm -f "$results"
mkdir -p "$(dirname "$results")"
step "Measuring the control plane (load average $(cut -d' ' -f1 /proc/loadavg); log: target/bench/runtime.log)"
quietly "$log" "$root/hack/mvn.sh" --projects mesh-runtime --also-make -Dtest="$tests" \
  -Dsurefire.failIfNoSpecifiedTests=false -Dbench.results="$results" \
  -Dbench.services="${SERVICES:-1000}" -Dbench.proxies="${PROXIES:-1000}" -Dbench.sizes="${SIZES:-100 500 1000 5000}" \
  -Dbench.changes="${CHANGES:-30}" -Dbench.churn="${CHURN:-20}" \
  -Dbench.jvm="$(jvm_options runtime | tr '\n' ' ')${JVM_OPTIONS:-}" test
sed 's/.*"metric":"\([^"]*\)","subject":"\([^"]*\)","value":\([^,]*\),"unit":"\([^"]*\)".*/\1 \2 \3 \4/' "$results" |
  awk '{ printf "%-56s %-14s %12s %s\n", $1, $2, $3, $4 }'
