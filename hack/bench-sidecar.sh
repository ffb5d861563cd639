#!/bin/bash
# Usage: hack/bench-sidecar.sh [IMAGE]
# Measures the proxy of an image (default: that of this version): from exec to the first 200 through it, and its memory idle
# and after a minute of 100 requests per second. Runtime, proxy and sample run in one container, without a cluster and in
# plaintext. ROUNDS (21) and LOAD_SECONDS (60) change the extent; JVM_OPTIONS are options to try, put before those of the image.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -le 1 ] || usage

image=${1:-meshwright/proxy:$(project_version)}
results=$root/target/bench/sidecar
mkdir -p "$(dirname "$results")"
container=$(docker create --user 0 --label "$owner_label" ${JVM_OPTIONS:+--env "JDK_JAVA_OPTIONS=$JVM_OPTIONS"} --entrypoint sh "$image" \
  /training/bench.sh "${ROUNDS:-21}" "${LOAD_SECONDS:-60}")
trap 'docker rm --force "$container" >/dev/null' EXIT
docker cp -q "$root/hack/images/training" "$container:/training"
docker cp -q "$root/hack/bench/sidecar.sh" "$container:/training/bench.sh"
docker cp -q "$root/$(app_directory runtime)" "$container:/training/runtime"
docker cp -q "$root/$(app_directory samples)" "$container:/training/samples"
step "Measuring $image (load average $(cut -d' ' -f1 /proc/loadavg))"
docker start --attach "$container" >"$results"

sort -n -k2,2 "$results" | awk '
  /^start/ { wall[++n] = $2; cpu[n] = $3 }
  END { printf "exec to first 200: median %d ms, from %d to %d ms; CPU %d ms\n", wall[int((n + 1) / 2)], wall[1], wall[n], cpu[int((n + 1) / 2)] }'
awk '
  /^memory/ { kb[$2, $3] = $4 }
  END {
    split("idle loaded", when, " ")
    for (i = 1; i <= 2; i++)
      printf "memory %s: RSS %.0f MB = anonymous %.0f + file %.0f; PSS %.0f MB\n", when[i], kb[when[i], "Rss"] / 1024,
        kb[when[i], "Anonymous"] / 1024, (kb[when[i], "Rss"] - kb[when[i], "Anonymous"]) / 1024, kb[when[i], "Pss"] / 1024
  }' "$results"
sed -n 's/^load //p' "$results"
