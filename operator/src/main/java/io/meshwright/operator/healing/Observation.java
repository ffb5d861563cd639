package io.meshwright.operator.healing;

import java.util.List;
import java.util.OptionalLong;

/**
 * How a mesh is.
 *
 * @param known whether each revision that has replicas was heard
 * @param connected proxies that are connected
 * @param disconnected pods whose proxy is not; empty if it is not known
 * @param proxies those in trouble, the longest first; of very many not all
 * @param replicas of the control plane that fail, the longest first
 * @param pods all that may be evicted
 */
record Observation(
    boolean known,
    long connected,
    long refusing,
    long silent,
    OptionalLong disconnected,
    List<Ailing.Proxy> proxies,
    List<Ailing.Replica> replicas,
    List<ProxyPod> pods) {

  Observation {
    proxies = List.copyOf(proxies);
    replicas = List.copyOf(replicas);
    pods = List.copyOf(pods);
  }

  long inTrouble() {
    return refusing + silent + disconnected.orElse(0);
  }

  /** Whether so many are in trouble that it is not theirs; one never is. */
  boolean isStorm(int percent) {
    long all = connected + disconnected.orElse(0);
    return inTrouble() > Math.max(1, all * percent / 100);
  }

  boolean has(String uid) {
    return pods.stream().anyMatch(pod -> pod.uid().equals(uid));
  }
}
