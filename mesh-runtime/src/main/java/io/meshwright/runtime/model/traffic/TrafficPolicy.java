package io.meshwright.runtime.model.traffic;

import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a service are made. A block that is null says nothing.
 *
 * @param ports settings of single ports, by the service's port
 */
public record TrafficPolicy(Blocks blocks, SortedMap<Integer, Blocks> ports) {

  /** Says nothing. */
  public static final TrafficPolicy EMPTY = new TrafficPolicy(Blocks.EMPTY, new TreeMap<>());

  /** The blocks that are inherited one by one, never merged inside (istio-features DR4). */
  public record Blocks(
      @Nullable LoadBalancing loadBalancing,
      @Nullable ConnectionPool connectionPool,
      @Nullable OutlierDetection outlierDetection,
      @Nullable UpstreamTls tls,
      @Nullable RetryBudget retryBudget,
      @Nullable Tunnel tunnel,
      @Nullable ProxyHeader proxyHeader) {

    /** Says nothing. */
    public static final Blocks EMPTY = new Blocks(null, null, null, null, null, null, null);

    /** As a proxy has them: see {@link UpstreamTls#toward}. */
    public Blocks toward(boolean mayUseSecrets) {
      UpstreamTls own = tls == null ? null : tls.toward(mayUseSecrets);
      return Objects.equals(own, tls)
          ? this
          : new Blocks(
              loadBalancing,
              connectionPool,
              outlierDetection,
              own,
              retryBudget,
              tunnel,
              proxyHeader);
    }

    Blocks over(Blocks parent) {
      return new Blocks(
          loadBalancing != null ? loadBalancing : parent.loadBalancing,
          connectionPool != null ? connectionPool : parent.connectionPool,
          outlierDetection != null ? outlierDetection : parent.outlierDetection,
          tls != null ? tls : parent.tls,
          retryBudget != null ? retryBudget : parent.retryBudget,
          tunnel != null ? tunnel : parent.tunnel,
          proxyHeader != null ? proxyHeader : parent.proxyHeader);
    }

    /** Ports have no say in how connections are carried. */
    private Blocks carriedAs(Blocks all) {
      return new Blocks(
          loadBalancing,
          connectionPool,
          outlierDetection,
          tls,
          retryBudget,
          all.tunnel,
          all.proxyHeader);
    }
  }

  /**
   * What is in force on a port: the settings of the port replace all others wholesale, also those
   * that they leave out (istio-features DR5).
   */
  public Blocks onPort(int port) {
    Blocks own = ports.get(port);
    return own != null ? own.carriedAs(blocks) : blocks;
  }

  /**
   * What is in force on a port of a subset with this policy: its own settings of the port, or its
   * own blocks and for the rest what the rule says of the port (istio-features DR4).
   */
  public Blocks onPort(int port, TrafficPolicy rule) {
    Blocks own = ports.get(port);
    return own != null ? own.carriedAs(blocks.over(rule.blocks)) : blocks.over(rule.onPort(port));
  }
}
