package io.meshwright.proxy.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a filter chain takes. An empty criterion takes all. The criteria are compared
 * in the order of the components, the most specific value of the first that differs wins (Envoy
 * {@code FilterChainMatch}).
 *
 * @param destinationPort original destination port
 * @param destinationRanges of the original destination address
 * @param serverNames exact, or {@code *.suffix}; lower case
 * @param transportProtocol {@code tls}, {@code raw_buffer} or empty
 * @param applicationProtocols as found by ALPN or the HTTP inspector
 * @param directSourceRanges of the peer, not changed by PROXY protocol
 * @param sourceType whether the peer is this host
 * @param sourceRanges of the peer
 * @param sourcePorts of the peer
 */
public record FilterChainMatch(
    @Nullable Integer destinationPort,
    List<CidrRange> destinationRanges,
    List<String> serverNames,
    String transportProtocol,
    List<String> applicationProtocols,
    List<CidrRange> directSourceRanges,
    SourceType sourceType,
    List<CidrRange> sourceRanges,
    List<Integer> sourcePorts) {

  /** Takes every connection. */
  public static final FilterChainMatch ANY =
      new FilterChainMatch(
          null,
          List.of(),
          List.of(),
          "",
          List.of(),
          List.of(),
          SourceType.ANY,
          List.of(),
          List.of());

  public FilterChainMatch {
    destinationRanges = List.copyOf(destinationRanges);
    serverNames = List.copyOf(serverNames);
    applicationProtocols = List.copyOf(applicationProtocols);
    directSourceRanges = List.copyOf(directSourceRanges);
    sourceRanges = List.copyOf(sourceRanges);
    sourcePorts = List.copyOf(sourcePorts);
  }

  /** Where a peer may be. */
  public enum SourceType {
    ANY,
    SAME_IP_OR_LOOPBACK,
    EXTERNAL
  }
}
