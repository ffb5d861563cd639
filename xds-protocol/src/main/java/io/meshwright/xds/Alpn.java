package io.meshwright.xds;

import java.util.List;

/**
 * The application protocols by which mesh traffic is told from an application's own TLS
 * (istio-features S17, PA4).
 */
public final class Alpn {
  /** Announces that TCP peers exchange their metadata before the payload. */
  public static final String PEER_EXCHANGE = "istio-peer-exchange";

  /** Mutual TLS of the mesh, payload unknown. */
  public static final String MESH = "istio";

  public static final String MESH_HTTP_1_0 = "istio-http/1.0";
  public static final String MESH_HTTP_1_1 = "istio-http/1.1";
  public static final String MESH_HTTP_2 = "istio-h2";
  public static final String HTTP_1_1 = "http/1.1";
  public static final String HTTP_2 = "h2";

  /** What a permissive server takes for mutual TLS of the mesh. */
  public static final List<String> ALL_MESH =
      List.of(MESH, PEER_EXCHANGE, MESH_HTTP_1_0, MESH_HTTP_1_1, MESH_HTTP_2);

  /** What a client offers for payload that is not known to be HTTP. */
  public static final List<String> CLIENT_TCP = List.of(PEER_EXCHANGE, MESH);

  private Alpn() {}
}
