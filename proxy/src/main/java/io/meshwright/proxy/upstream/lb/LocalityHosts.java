package io.meshwright.proxy.upstream.lb;

import java.util.List;

/**
 * The hosts of one locality.
 *
 * @param priority 0 is used first
 * @param weight among the localities of the priority
 */
public record LocalityHosts<H extends Candidate>(int priority, long weight, List<H> hosts) {
  public LocalityHosts {
    hosts = List.copyOf(hosts);
  }
}
