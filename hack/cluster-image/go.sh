#!/bin/bash
# Usage: hack/cluster-image/go.sh
# Prints the path of a Go command that builds the go.mod files of this folder. Root on Debian: installs one if there is none.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
[ $# -eq 0 ] || usage

# The toolchain that is fetched, as a Go module, where the installed one is too old.
toolchain=go1.25.5
minor=24

minor_version() {
  "$1" version 2>/dev/null | sed -n 's/^go version go1\.\([0-9]*\).*/\1/p'
}

# A Go older than 1.21 cannot switch toolchains itself, but it can download the module that holds one.
download_toolchain() {
  local platform folder
  platform=$("$1" env GOOS)-$("$1" env GOARCH)
  folder=$("$1" env GOMODCACHE)/golang.org/toolchain@v0.0.1-$toolchain.$platform
  if [ ! -x "$folder/bin/go" ]; then
    step "Downloading $toolchain"
    mkdir -p "$root/target"
    (cd "$root/target" && GO111MODULE=on "$1" mod download "golang.org/toolchain@v0.0.1-$toolchain.$platform") >&2
    # Modules carry no executable files.
    chmod -R u+w "$folder/bin" "$folder/pkg/tool"
    chmod -R +x "$folder/bin" "$folder/pkg/tool"
  fi
  echo "$folder/bin/go"
}

go=$(command -v go || true)
[ -n "$go" ] || [ ! -x /usr/local/go/bin/go ] || go=/usr/local/go/bin/go
if [ -z "$go" ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "the cluster image cannot be pulled, and building it needs Go 1.$minor or newer: install it from https://go.dev/dl"
  fi
  step "Installing Go (apt-get)"
  quietly "$root/target/go.apt.log" apt-get update -q
  DEBIAN_FRONTEND=noninteractive quietly "$root/target/go.apt.log" apt-get install -qy --no-install-recommends golang-go ca-certificates
  go=$(command -v go)
fi
if [ "$(minor_version "$go")" -lt "$minor" ]; then
  go=$(download_toolchain "$go")
fi
echo "$go"
