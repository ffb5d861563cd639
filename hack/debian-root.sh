#!/bin/bash
# Usage: hack/debian-root.sh VARIANT PACKAGE,... IMAGE
# Makes a Docker image of a Debian root file system from the host's own apt sources, without any image registry.
# VARIANT as mmdebstrap knows it: 'extract' unpacks without package scripts, 'minbase' installs.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 3 ] || usage

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  fail "$3 can only be made by root on Debian; elsewhere, give Docker access to a registry"
fi
if ! command -v mmdebstrap >/dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends mmdebstrap
fi
sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
archive=$(mktemp --suffix=.tar)
trap 'rm -f "$archive"' EXIT
mmdebstrap --variant="$1" --include="$2" "" "$archive" "$sources"
docker import --change "LABEL $owner_label" "$archive" "$3"
