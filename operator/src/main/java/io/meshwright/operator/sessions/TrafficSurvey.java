package io.meshwright.operator.sessions;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Asks control planes what their proxies have counted. */
@FunctionalInterface
public interface TrafficSurvey {

  /**
   * What was heard.
   *
   * @param silent replicas or revisions that did not say all, with their reasons; their proxies may
   *     be missing
   */
  record Reading(List<ProxyTraffic> proxies, List<String> silent) {
    public Reading {
      proxies = List.copyOf(proxies);
      silent = List.copyOf(silent);
    }
  }

  /** Asks all replicas of these revisions; never fails. */
  CompletableFuture<Reading> read(Set<String> revisions);
}
