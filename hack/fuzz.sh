#!/bin/bash
# Usage: hack/fuzz.sh [TARGET...]
# Fuzzes the parsers of the proxy with Jazzer (Linux or macOS): the targets of proxy/src/test/fuzz/targets.txt, or those named.
# Begins with the inputs that are kept there; what it finds new stays in target/fuzz. An input that fails is printed and written there too:
# give it a name and put it to the others, so that it is tried in each build.
# DURATION (60 seconds) is that of each target.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
case ${1-} in -*) usage ;; esac

jazzer=0.30.0
duration=${DURATION:-60}
out=$root/target/fuzz
mkdir -p "$out"
step "Building (log: target/fuzz/build.log)"
{
  for artifact in jazzer jazzer-api; do
    "$root/hack/mvn.sh" -q -N dependency:copy -Dartifact="com.code-intelligence:$artifact:$jazzer" -DoutputDirectory="$out"
  done
  "$root/hack/mvn.sh" -q -pl proxy -am test-compile dependency:build-classpath -Dmdep.outputFile="$out/classpath"
} > "$out/build.log" || fail "the build failed: see target/fuzz/build.log"
# Jazzer would take the targets for JUnit's
classpath=$(tr : '\n' < "$out/classpath" | grep -v /junit- | tr '\n' :)
JAVA_HOME=$("$root/hack/jdk.sh")

cd "$out"
while read -r name class; do
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  mkdir -p "$name"
  step "Fuzzing $name for $duration s (log: target/fuzz/$name.log)"
  "$JAVA_HOME/bin/java" -Xmx1g -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dio.netty.leakDetection.level=disabled \
    -cp "jazzer-$jazzer.jar:jazzer-api-$jazzer.jar:$root/proxy/target/classes:$root/proxy/target/test-classes:$classpath" \
    com.code_intelligence.jazzer.Jazzer --target_class="$class" --disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer \
    --instrumentation_includes='io.meshwright.**:io.netty.handler.codec.**' \
    "$name" "$root/proxy/src/test/fuzz/$name" -max_total_time="$duration" -max_len=4096 -rss_limit_mb=0 \
    > "$name.log" 2>&1 < /dev/null ||
    fail "$name: $(grep -a -A1 '^== Java Exception' "$name.log" || tail -n 3 "$name.log")"
done < "$root/proxy/src/test/fuzz/targets.txt"
