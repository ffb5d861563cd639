#!/bin/bash
# Usage: hack/build.sh
# Builds the programs (MODULE/target/app) without running tests; returns at once when no source has changed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

stamp=$root/target/build.inputs

sources() {
  content_hash pom.xml .mvn xds-protocol/{pom.xml,src} crds/{pom.xml,src} proxy/{pom.xml,src} mesh-runtime/{pom.xml,src} \
    operator/{pom.xml,src} samples/app/{pom.xml,src} helm olm-bundle
}

built() {
  local name
  for name in "${image_names[@]}"; do
    [ -f "$root/$(app_directory "$name")/$name.jar" ] || return 1
  done
  [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]
}

inputs=$(sources)
if built; then exit 0; fi
step "Building the programs with Maven (log: target/build.log)"
quietly "$root/target/build.log" "$root/hack/mvn.sh" --projects '!e2e' -DskipTests package
echo "$inputs" >"$stamp"
step "Built the programs"
