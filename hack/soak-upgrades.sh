#!/bin/bash
# Usage: hack/soak-upgrades.sh
# Upgrades a mesh again and again under an open load on a cluster of the tests, half of the times with a revision of its own, half
# in place, and takes two of five back; the last line counts upgrades, requests and failed ones. Fails if one failed.
# UPGRADES (20), RATE (200 requests per second) and REQUESTS (30000, at least, for each upgrade) change the extent; as it is, it
# takes an hour.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

upgrades=${UPGRADES:-20}
rate=${RATE:-200}
requests=${REQUESTS:-30000}
log=$root/target/bench/soak-upgrades.log
provide_cluster_image
"$root/hack/build.sh"
step "Making $upgrades upgrades at $rate requests/s on a cluster (load average $(cut -d' ' -f1 /proc/loadavg); log: target/bench/soak-upgrades.log)"
trap 'sed -n "s/.*INFO: *\(.* upgrades: .*\)/\1/p; s/.*soak: //p" "$log"' EXIT
quietly "$log" integration_tests -Dit.test=UpgradeSoakIT -Dexcluded.tags=none -Dsoak.upgrades="$upgrades" -Dsoak.rate="$rate" -Dsoak.requests="$requests"
