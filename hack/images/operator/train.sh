#!/bin/sh
# Training run of the operator; see ../training/lib.sh. It starts as in a pod, and ends when it finds no cluster to watch.
set -eu
. /training/lib.sh
export KUBERNETES_MASTER=http://127.0.0.1:1
start_trained
wait "$trained" || true
finish
