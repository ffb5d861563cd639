package io.meshwright.operator.sessions;

/**
 * Connected proxies.
 *
 * @param outdated those that a restart of their workload would change: to another revision, or to
 *     another version of the proxy
 */
public record ProxyCounts(long total, long outdated) {

  ProxyCounts and(ProxyCounts other) {
    return new ProxyCounts(total + other.total, outdated + other.outdated);
  }
}
