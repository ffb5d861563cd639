#!/bin/sh
# Training run of the samples, which end by themselves.
set -eu
exec java "-XX:AOTCacheOutput=/opt/meshwright/$NAME/$NAME.aot" @/opt/meshwright/app/jvm.options selftest
