#!/bin/bash
# Usage: hack/metrics-server.sh
# Prints the name of an image of metrics-server, which is pulled or, where no registry can be reached, built from source first.
# k3s brings its own; the nodes that hack/cluster-image builds do not, because only the test of autoscaling needs it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

here=$root/hack/metrics-server
work=$root/target/metrics-server
version=$(sed -n 's|.*sigs.k8s.io/metrics-server ||p' "$here/go.mod" | cut -d' ' -f1)
image=registry.k8s.io/metrics-server/metrics-server:$version

build() {
  local package=k8s.io/client-go/pkg/version
  mkdir -p "$work"
  (cd "$here" && CGO_ENABLED=0 GOTOOLCHAIN=auto "$go" build -trimpath -ldflags "-s -w -X $package.gitVersion=$version" \
    -o "$work/metrics-server" sigs.k8s.io/metrics-server/cmd/metrics-server)
  printf 'FROM scratch\nCOPY metrics-server /metrics-server\nENTRYPOINT ["/metrics-server"]\n' >"$work/Dockerfile"
  docker_build --tag "$image" --label "$owner_label" "$work"
}

if ! docker image inspect "$image" >/dev/null 2>&1; then
  step "Pulling $image"
  if ! bounded 120 docker pull -q "$image" >/dev/null 2>&1; then
    step "$image cannot be pulled: building it from source"
    go=$("$root/hack/cluster-image/go.sh")
    quietly "$work.log" build
  fi
fi
echo "$image"
