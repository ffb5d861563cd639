#!/bin/bash
# Usage: hack/mvn.sh ARGUMENT...
# Runs the Maven wrapper at the root of the project with the JDK that hack/jdk.sh finds.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || usage

JAVA_HOME=$("$root/hack/jdk.sh")
export JAVA_HOME
cd "$root"
exec ./mvnw "$@"
