# shellcheck shell=bash
# What the scripts in this folder share. Source it: . "$(dirname "$0")/lib.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export root
# A script that another script starts goes on with the same clock.
export MESHWRIGHT_STARTED=${MESHWRIGHT_STARTED:-$(date +%s)}

# Label of each container, network and image that the scripts make.
# shellcheck disable=SC2034
owner_label=io.meshwright.owner=script

hash_tool=sha256sum
command -v sha256sum >/dev/null || hash_tool='shasum -a 256'

# The images of the project; each is made of the app directory that Maven builds (app_directory).
# shellcheck disable=SC2034
image_names=(operator runtime proxy samples)

# app_directory NAME: relative to the root.
app_directory() {
  case $1 in
    operator) echo operator/target/app ;;
    runtime) echo mesh-runtime/target/app ;;
    proxy) echo proxy/target/app ;;
    samples) echo samples/app/target/app ;;
    *) fail "there is no image '$1'" ;;
  esac
}

# jvm_options NAME: those of the image, one a line, without the program, for the app directory of the build.
jvm_options() {
  grep -v -e '^#' -e '^-jar' -e '^$' "$root/hack/images/$1/jvm.options" |
    sed "s|/opt/meshwright/$1/|$root/$(app_directory "$1")/|"
}

# step MESSAGE...: says on standard error what happens next, with the seconds since the first script began.
step() {
  printf '[%4ds] %s\n' "$(($(date +%s) - MESHWRIGHT_STARTED))" "$*" >&2
}

# fail MESSAGE...: ends the script with one line that says what to do.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# usage: prints the comment at the top of the running script and ends it.
usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

# quietly LOG COMMAND...: runs the command or function with its output in the log, and shows the log's end if it fails.
# Not for use in a condition, where bash would not stop a function at its first error.
quietly() {
  local log=$1 status
  shift
  mkdir -p "$(dirname "$log")"
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  status=$?
  set -e
  if [ "$status" -ne 0 ]; then
    tail -n 40 "$log" >&2
    fail "'$1' ended with status $status, see $log"
  fi
}

# bounded SECONDS COMMAND...: stops the command when it takes longer ('timeout' is not on every system).
bounded() {
  local limit=$1 pid guard status=0
  shift
  "$@" &
  pid=$!
  (sleep "$limit" && kill "$pid") >/dev/null 2>&1 &
  guard=$!
  wait "$pid" || status=$?
  kill "$guard" 2>/dev/null || true
  wait "$guard" 2>/dev/null || true
  return "$status"
}

# content_hash PATH...: one hash of the names and contents of all files below the paths, which are relative to the root.
content_hash() {
  # shellcheck disable=SC2086
  (cd "$root" && find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 $hash_tool | content_hash_of_input)
}

content_hash_of_input() {
  $hash_tool | cut -c1-32
}

# project_version: the version of the Maven project, which is that of its images too.
project_version() {
  sed -n '/<artifactId>meshwright<\/artifactId>/,/<version>/s|.*<version>\(.*\)</version>.*|\1|p' "$root/pom.xml" | head -n 1
}

# released_versions: those of hack/releases, oldest first.
released_versions() {
  awk '!/^#/ { print $1 }' "$root/hack/releases"
}

# release_commit VERSION: the commit that a released version was built from.
release_commit() {
  awk -v version="$1" '$1 == version { print $2; found = 1 } END { exit !found }' "$root/hack/releases" ||
    fail "version '$1' is not released: hack/releases has $(released_versions | paste -s -d ' ' -)"
}

# provide_cluster_image: what tests on a cluster need before they can start one; nothing where they use the user's.
provide_cluster_image() {
  [ "${CLUSTER:-}" != current ] || return 0
  "$root/hack/docker-engine.sh"
  "$root/hack/cluster-image/build.sh"
}

# integration_tests MAVEN_ARGUMENT...: runs tests of e2e/ that the arguments select, without the unit tests.
integration_tests() {
  "$root/hack/mvn.sh" --projects e2e --also-make -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false "$@" verify
}

# docker_build ARGUMENT...: builds with BuildKit where the client has it, otherwise with the engine's own builder.
docker_build() {
  if docker buildx version >/dev/null 2>&1; then
    docker build "$@"
  else
    DOCKER_BUILDKIT=0 docker build "$@"
  fi
}

# image_label IMAGE LABEL: prints the label's value; empty when the image or the label is absent.
image_label() {
  docker image inspect --format "{{index .Config.Labels \"$2\"}}" "$1" 2>/dev/null || true
}

# remove_replaced_images: those of ours that lost their name to a newer build, unless a container still runs on them.
# The young ones stay: they may be layers of a build that is going on elsewhere.
remove_replaced_images() {
  docker image prune --force --filter "label=$owner_label" --filter until=1h >/dev/null
}
