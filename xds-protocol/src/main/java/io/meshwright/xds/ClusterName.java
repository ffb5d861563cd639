package io.meshwright.xds;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a cluster in Istio's form {@code direction|port|subset|host} (istio-features G10).
 *
 * @param direction whether the cluster leads to other workloads or to the proxy's own application
 * @param port the service port of an outbound cluster, the target port of an inbound one; 1 to
 *     65535
 * @param subset the name of a DestinationRule's subset, or empty
 * @param host the service's host name; empty for an inbound cluster
 */
public record ClusterName(Direction direction, int port, String subset, String host) {

  /** The cluster that sends to the original destination, for hosts that the mesh does not know. */
  public static final String PASSTHROUGH = "PassthroughCluster";

  /** The cluster without endpoints, for traffic that must not leave. */
  public static final String BLACK_HOLE = "BlackHoleCluster";

  /** The cluster for inbound traffic to ports that no service declares. */
  public static final String INBOUND_PASSTHROUGH = "InboundPassthroughCluster";

  private static final int PARTS = 4;
  private static final String SNI_SEPARATOR = "_.";
  private static final int MAX_PORT = 65_535;

  /** Where a cluster leads. */
  public enum Direction {
    OUTBOUND("outbound"),
    INBOUND("inbound");

    private final String word;

    Direction(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  public ClusterName {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /** The cluster of a service's port, or of one subset of it. */
  public static ClusterName outbound(int port, String subset, String host) {
    return new ClusterName(Direction.OUTBOUND, port, subset, host);
  }

  /** The cluster of the application behind the proxy. */
  public static ClusterName inbound(int targetPort) {
    return new ClusterName(Direction.INBOUND, targetPort, "", "");
  }

  /** Reads the text form; empty for the special clusters and for names of another form. */
  public static Optional<ClusterName> parse(String name) {
    return of(name.split("\\|", -1));
  }

  /** Reads the form of {@link #sni()}; empty for names of another form. */
  public static Optional<ClusterName> parseSni(String name) {
    return of(name.split(Pattern.quote(SNI_SEPARATOR), PARTS));
  }

  private static Optional<ClusterName> of(String[] parts) {
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    for (Direction direction : Direction.values()) {
      if (direction.word.equals(parts[0])) {
        try {
          return Optional.of(
              new ClusterName(direction, Integer.parseInt(parts[1]), parts[2], parts[3]));
        } catch (IllegalArgumentException _) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The server name under which the cluster is dialled over mutual TLS: {@code
   * outbound_.port_.subset_.host}.
   */
  public String sni() {
    return String.join(SNI_SEPARATOR, direction.word(), Integer.toString(port), subset, host);
  }

  @Override
  public String toString() {
    return direction.word() + "|" + port + "|" + subset + "|" + host;
  }
}
