#!/bin/bash
# Usage: hack/jdk.sh
# Prints the home of a JDK 25: JAVA_HOME if it is one, else the first that this system has installed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

version=25

is_wanted() {
  [ -x "$1/bin/javac" ] && grep -q "^JAVA_VERSION=\"${version}[.\"]" "$1/release" 2>/dev/null
}

on_path() {
  local javac
  javac=$(command -v javac) || return 0
  while [ -L "$javac" ]; do
    case $(readlink "$javac") in
      /*) javac=$(readlink "$javac") ;;
      *) javac=$(dirname "$javac")/$(readlink "$javac") ;;
    esac
  done
  dirname "$(dirname "$javac")"
}

# Debian and Fedora, other Linux, SDKMAN, Gradle's and IntelliJ's own, Homebrew on both kinds of Mac, macOS.
for home in "${JAVA_HOME:-}" "$(on_path)" /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/local/openjdk* \
  "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
  {/opt/homebrew,/usr/local,/home/linuxbrew/.linuxbrew}/opt/openjdk*/libexec{,/openjdk.jdk/Contents/Home} \
  /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if is_wanted "$home"; then
    echo "$home"
    exit 0
  fi
done
fail "JDK $version is not installed or not found: install it (https://adoptium.net/temurin/releases/?version=$version) or set JAVA_HOME"
