#!/bin/sh
# Training run of the operator; see ../training/lib.sh. It starts as in a pod, and ends when it finds no cluster to watch.
set -eu
# shellcheck source=../training/lib.sh
. /training/lib.sh
export KUBERNETES_MASTER=http://127.0.0.1:1
# shellcheck disable=SC2119 # no arguments
start_trained
wait "$trained" || true
finish
