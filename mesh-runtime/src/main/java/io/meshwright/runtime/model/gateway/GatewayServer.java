package io.meshwright.runtime.model.gateway;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts on one port of a Gateway.
 *
 * @param port that clients dial; the router's Service may lead to another one
 * @param name of the port; no other server of the Gateway has it
 * @param bind the address to listen on; empty for all
 * @param httpsRedirect whether plaintext requests are sent to https
 * @param tls null for none
 */
public record GatewayServer(
    int port,
    String name,
    Payload payload,
    String bind,
    List<Host> hosts,
    boolean httpsRedirect,
    @Nullable GatewayTls tls) {

  /** What is inside, below TLS if there is any. */
  public enum Payload {
    HTTP,
    /** HTTP in which browsers make calls of gRPC. */
    GRPC_WEB,
    OPAQUE;

    /** Whether requests can be routed one by one. */
    public boolean http() {
      return this != OPAQUE;
    }
  }

  /**
   * A host, and who may route its requests.
   *
   * @param namespace of VirtualServices; empty for all
   */
  public record Host(String namespace, Hostname name) {}

  public GatewayServer {
    hosts = List.copyOf(hosts);
  }

  /** Whether connections are told apart by their server name. */
  public boolean encrypted() {
    return tls != null;
  }

  /** Whether connections of the mesh go to the service that their server name says. */
  public boolean passesMesh() {
    return tls instanceof GatewayTls.MeshPassthrough;
  }

  /** All host names, in their order. */
  public List<Hostname> names() {
    return hosts.stream().map(Host::name).distinct().toList();
  }

  /** Whether a service may be reached here. */
  public boolean covers(ServiceKey service) {
    return hosts.stream()
        .anyMatch(
            host ->
                (host.namespace().isEmpty() || host.namespace().equals(service.namespace()))
                    && service.host().subsetOf(host.name()));
  }

  /**
   * The hosts that both this server and rules of a namespace have: of each pair the more specific
   * one (istio-features VS1).
   */
  public List<Hostname> shared(String namespace, List<Hostname> ofRules) {
    List<Hostname> shared = new ArrayList<>();
    for (Host host : hosts) {
      if (host.namespace().isEmpty() || host.namespace().equals(namespace)) {
        for (Hostname rule : ofRules) {
          if (rule.subsetOf(host.name())) {
            shared.add(rule);
          } else if (host.name().subsetOf(rule)) {
            shared.add(host.name());
          }
        }
      }
    }
    return shared.stream().distinct().toList();
  }
}
