# shellcheck shell=sh
# What the training runs of the images share; they have a shell and little else. A run starts the program as a pod does,
# uses it, and ends it by SIGTERM: the JVM then writes the cache. The program's options are those of its image.

app=/opt/meshwright/$NAME
logs=/tmp/training
mkdir -p "$logs"

# start_trained ARGUMENT...: the program of the image.
start_trained() {
  java "-XX:AOTCacheOutput=$app/$NAME.aot" "@$app/jvm.options" "$@" >"$logs/$NAME" 2>&1 &
  trained=$!
}

# start OTHER ARGUMENT...: a program of another image, from /training.
start() {
  other=$1
  shift
  java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "/training/$other/$other.jar" "$@" >"$logs/$other" 2>&1 &
  others="${others:-} $!"
}

# await WHAT COMMAND...: until the command succeeds.
await() {
  what=$1
  shift
  patience=600
  until "$@" >/dev/null 2>&1; do
    patience=$((patience - 1))
    if [ $patience = 0 ] || ! kill -0 "$trained"; then
      echo "training of $NAME: $what did not happen" >&2
      cat "$logs"/* >&2
      exit 1
    fi
    sleep 0.1
  done
}

# says LOG TEXT
says() {
  case $(cat "$logs/$1") in *"$2"*) ;; *) return 1 ;; esac
}

# client ARGUMENT...: sends requests.
client() {
  java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar /training/samples/samples.jar client "$@"
}

# finish: ends all programs; fails if there is no cache then.
finish() {
  kill "$trained" 2>/dev/null || true
  wait "$trained" || true
  # shellcheck disable=SC2086
  [ -z "${others:-}" ] || kill $others
  wait
  if [ ! -f "$app/$NAME.aot" ]; then
    cat "$logs/$NAME" >&2
    exit 1
  fi
}
