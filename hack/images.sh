#!/bin/bash
# Usage: hack/images.sh [operator|runtime|proxy|samples]...
# Builds the images meshwright/NAME:VERSION from what Maven has built (hack/build.sh), without arguments all of them.
# BASE_IMAGE in the environment replaces the Java image that they are built on.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

hash_label=io.meshwright.inputs

# Arguments of hack/images/Dockerfile that are not the same for all, one on each line.
build_arguments() {
  case $1 in
    proxy) printf '%s\n' USER_ID=1337 NEEDS_IPTABLES=yes ;;
  esac
}

# The other programs that the training run of an image starts.
training_programs() {
  case $1 in
    proxy) echo runtime samples ;;
    runtime) echo proxy samples ;;
  esac
}

build() {
  local name=$1 image=$2 inputs=$3 context=$root/target/images/$1 other argument arguments=()
  while IFS= read -r argument; do arguments+=(--build-arg "$argument"); done < <(build_arguments "$name")
  rm -rf "$context"
  mkdir -p "$context/app" "$context/training"
  cp -R "$root/$(app_directory "$name")/." "$root/hack/images/$name/jvm.options" "$context/app/"
  cp -R "$root/hack/images/training/." "$root/hack/images/$name/train.sh" "$context/training/"
  for other in $(training_programs "$name"); do
    cp -R "$root/$(app_directory "$other")" "$context/training/$other"
  done
  cp "$root/hack/images/Dockerfile" "$context.Dockerfile"
  docker_build --tag "$image" --file "$context.Dockerfile" --build-arg "BASE_IMAGE=$base" --build-arg "NAME=$name" \
    ${arguments[@]+"${arguments[@]}"} \
    --label "$owner_label" --label "$hash_label=$inputs" \
    --label "org.opencontainers.image.title=meshwright-$name" \
    --label "org.opencontainers.image.version=$version" \
    --label "org.opencontainers.image.revision=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)" \
    --label org.opencontainers.image.licenses=Apache-2.0 \
    "$context"
}

[ $# -gt 0 ] || set -- "${image_names[@]}"
"$root/hack/docker-engine.sh"
base=$("$root/hack/base-image.sh")
base_id=$(docker image inspect --format '{{.Id}}' "$base")
version=$(project_version)

for name in "$@"; do
  app=$(app_directory "$name")
  [ -f "$root/$app/$name.jar" ] || fail "$app/$name.jar is not built: run hack/build.sh"
  image=meshwright/$name:$version
  inputs=$({
    # any build of the other programs trains as well as the newest one
    content_hash "$app" hack/images/Dockerfile hack/images/training "hack/images/$name"
    echo "$base_id" "$(build_arguments "$name")"
  } | content_hash_of_input)
  if [ "$(image_label "$image" $hash_label)" = "$inputs" ]; then
    step "$image is up to date"
    continue
  fi
  step "Building $image"
  quietly "$root/target/images/$name.log" build "$name" "$image" "$inputs"
done
remove_replaced_images
docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep "^meshwright/.*:$version " | sort | column -t >&2
