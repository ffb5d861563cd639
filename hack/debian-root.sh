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
inputs=$(printf '%s\n' "$@" "$(content_hash hack/debian-root.sh)" | content_hash_of_input)
if [ "$(image_label "$3" io.meshwright.inputs)" = "$inputs" ]; then exit 0; fi
archive=$(mktemp --suffix=.tar)
trap 'rm -f "$archive"' EXIT
mmdebstrap --variant="$1" --include="$2" --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' "" "$archive" "$sources"
docker import --change "LABEL $owner_label io.meshwright.inputs=$inputs" "$archive" "$3"
