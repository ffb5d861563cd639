package io.meshwright.operator.sessions;

/**
 * Connected proxies.
 *
 * @param outdated those whose version is not that of their control plane
 */
public record ProxyCounts(long total, long outdated) {}
