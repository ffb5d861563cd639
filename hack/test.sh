#!/bin/bash
# Usage: hack/test.sh [--full] [MAVEN_ARGUMENT...]
# Runs the tests on a machine that needs nothing prepared: finds the JDK, starts a Docker engine and provides the cluster's
# image; the Maven build makes the other images itself, from what it has just built, before the tests that need them.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

excluded='full | bench | compat'
full=
case ${1:-} in
  --full)
    excluded='bench | compat'
    full=yes
    shift
    ;;
  -h | --help) usage ;;
esac

# The counts of all modules as one line in the form of Surefire's own.
summarize() {
  find "$root" -path '*-reports/TEST-*.xml' -newer "$started" -print0 | xargs -0 cat 2>/dev/null | awk '
    function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    /<testsuite / { in_suite = 1 }
    in_suite { run += count("tests"); errors += count("errors"); skipped += count("skipped"); failures += count("failures") }
    in_suite && />/ { in_suite = 0 }
    END { printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", run, failures, errors, skipped }'
}

check_scripts() {
  if command -v shellcheck >/dev/null; then
    step "Checking the scripts"
    (cd "$root" && shellcheck hack/*.sh hack/bench/*.sh hack/images/*/*.sh hack/cluster-image/*.sh hack/cluster-image/node/{k3s,runc-bounded,parts/*.sh} .ci/run)
  fi
}

check_scripts
"$root/hack/jdk.sh" >/dev/null
provide_cluster_image
started=$(mktemp)
trap 'rm -f "$started"' EXIT
status=0
step "Building and testing"
"$root/hack/mvn.sh" -Dexcluded.tags="$excluded" "$@" verify || status=$?
if [ -n "$full" ] && [ "$status" -eq 0 ]; then "$root/hack/bundle-check.sh" || status=$?; fi
step "Done"
summarize
exit "$status"
