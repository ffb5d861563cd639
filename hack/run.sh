#!/bin/bash
# Usage: hack/run.sh proxy|runtime ARGUMENT...
# Starts a built program on this machine with the JVM options of its image; builds it first if it is missing.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

case ${1:-} in
  proxy | runtime) name=$1 ;;
  *) usage ;;
esac
shift
app=$root/$(app_directory "$name")

[ -f "$app/$name.jar" ] || "$root/hack/build.sh"
options=()
while read -r option; do options+=("$option"); done < <(jvm_options "$name")
exec "$("$root/hack/jdk.sh")/bin/java" ${options[@]+"${options[@]}"} -jar "$app/$name.jar" "$@"
