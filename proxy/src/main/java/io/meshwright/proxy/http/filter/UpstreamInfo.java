package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.HttpFilterConfig.UpstreamProtocol;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.proxy.tls.PeerIdentity;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange knows of its upstream; filled in as it becomes known. Belongs to the exchange's
 * loop.
 */
public final class UpstreamInfo {
  private @Nullable Cluster cluster;
  private @Nullable Endpoint endpoint;
  private @Nullable SocketAddress address;
  private @Nullable SocketAddress localAddress;
  private @Nullable WorkloadMetadata peer;
  private Map<UpstreamProtocol, List<String>> alpn = Map.of();
  private String failure = "";
  private @Nullable PeerIdentity identity;
  private int attempts;

  public @Nullable Cluster cluster() {
    return cluster;
  }

  public void cluster(Cluster value) {
    cluster = value;
  }

  /** The endpoint of the last attempt. */
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  public @Nullable SocketAddress address() {
    return address;
  }

  /** An attempt begins. */
  public void attempt(Endpoint to, SocketAddress at) {
    endpoint = to;
    address = at;
    attempts++;
  }

  /** How often the request was sent. */
  public int attempts() {
    return attempts;
  }

  public @Nullable SocketAddress localAddress() {
    return localAddress;
  }

  public void localAddress(SocketAddress value) {
    localAddress = value;
  }

  /** Who the upstream said it is; absent if it did not. */
  public @Nullable WorkloadMetadata peer() {
    return peer;
  }

  public void peer(WorkloadMetadata value) {
    peer = value;
  }

  /** What upstream TLS offers instead of the configured protocols, for each version of HTTP. */
  public Map<UpstreamProtocol, List<String>> alpn() {
    return alpn;
  }

  public void alpn(Map<UpstreamProtocol, List<String>> value) {
    alpn = value;
  }

  /** Why the transport failed; empty if it did not. */
  public String failure() {
    return failure;
  }

  public void failure(String value) {
    failure = value;
  }

  /** Who the upstream proved to be; absent without TLS. */
  public @Nullable PeerIdentity identity() {
    return identity;
  }

  public void identity(@Nullable PeerIdentity value) {
    identity = value;
  }
}
