#!/bin/bash
# Usage: hack/base-image.sh
# Prints the name of the image that all others are built on: BASE_IMAGE if set, else the public Java image, else, where that
# cannot be pulled, one made here from Debian's packages and the JDK's own modules.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

public=eclipse-temurin:25-jre
own=meshwright/base:25
work=$root/target/base-image
packages=libc6,zlib1g,libgcc-s1,libstdc++6,dash,coreutils,sed,ca-certificates,iptables,libmnl0,libnftnl11,libxtables12
packages+=,libip4tc2,libip6tc2,libnetfilter-conntrack3,libnfnetlink0,iproute2,libbpf1,libelf1,libbsd0,libmd0,libcap2

make_java_runtime() {
  rm -rf "$work/java"
  "$java_home/bin/jlink" --add-modules "$(paste -sd, "$root/hack/images/jre-modules.txt")" --strip-debug --no-man-pages \
    --no-header-files --compress zip-6 --output "$work/java"
}

make_image() {
  "$root/hack/debian-root.sh" extract "$packages" meshwright-dev/base-root:latest
  make_java_runtime
  cp "$root/hack/images/base.Dockerfile" "$work/Dockerfile"
  docker_build --tag "$own" --label "$owner_label" --label "io.meshwright.inputs=$inputs" "$work"
}

if [ -n "${BASE_IMAGE:-}" ]; then
  docker image inspect "$BASE_IMAGE" >/dev/null 2>&1 || docker pull -q "$BASE_IMAGE" >&2
  echo "$BASE_IMAGE"
  exit
fi
if docker image inspect "$public" >/dev/null 2>&1; then
  echo "$public"
  exit
fi
java_home=$("$root/hack/jdk.sh")
inputs=$({
  content_hash hack/base-image.sh hack/debian-root.sh hack/images/base.Dockerfile hack/images/jre-modules.txt
  cat "$java_home/release"
} | content_hash_of_input)
if [ "$(image_label "$own" io.meshwright.inputs)" != "$inputs" ]; then
  step "Pulling $public"
  if bounded 300 docker pull -q "$public" >/dev/null 2>&1; then
    echo "$public"
    exit
  fi
  step "$public cannot be pulled: making a base image from Debian's packages and the JDK"
  mkdir -p "$work"
  quietly "$root/target/base-image.log" make_image
fi
echo "$own"
