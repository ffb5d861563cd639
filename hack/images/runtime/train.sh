#!/bin/sh
# Training run of the runtime; see ../training/lib.sh.
set -eu
# shellcheck source=../training/lib.sh
. /training/lib.sh
# shellcheck source=../training/mesh.sh
. /training/mesh.sh
client get http://127.0.0.1:15014/metrics >/dev/null
finish
