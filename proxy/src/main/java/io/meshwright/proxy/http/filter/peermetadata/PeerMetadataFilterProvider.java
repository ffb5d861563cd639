package io.meshwright.proxy.http.filter.peermetadata;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.telemetry.PeerMetadataCodec;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Provides Istio's peer metadata exchange over HTTP headers. */
public final class PeerMetadataFilterProvider
    implements FilterProvider<HttpFilterConfig.PeerMetadata> {
  private static final AsciiString METADATA = AsciiString.cached("x-envoy-peer-metadata");
  private static final AsciiString ID = AsciiString.cached("x-envoy-peer-metadata-id");

  @Override
  public Class<HttpFilterConfig.PeerMetadata> configType() {
    return HttpFilterConfig.PeerMetadata.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.PeerMetadata config, FilterContext context) {
    return (exchange, _) -> new PeerMetadataFilter(exchange, config, context.self());
  }

  /**
   * Reads and removes the peer's description, adds the own one. The headers are always removed
   * where they arrive, so an application neither sees nor forges them.
   */
  private record PeerMetadataFilter(
      HttpExchange exchange, HttpFilterConfig.PeerMetadata config, SelfDescription self)
      implements Filter {
    @Override
    public Verdict request(RequestHead head) {
      HttpHeaders headers = head.headers();
      if (config.fromDownstream()) {
        @Nullable WorkloadMetadata peer = peer(headers);
        if (peer != null) {
          exchange.downstreamPeer(peer);
        }
      }
      headers.remove(METADATA);
      headers.remove(ID);
      if (config.toUpstream()) {
        add(headers);
      }
      return Verdict.CONTINUE;
    }

    @Override
    public void response(ResponseHead head, boolean end) {
      HttpHeaders headers = head.headers();
      if (config.fromUpstream()) {
        @Nullable WorkloadMetadata peer = peer(headers);
        if (peer != null) {
          exchange.upstream().peer(peer);
        }
      }
      headers.remove(METADATA);
      headers.remove(ID);
      // only to a client that is of the mesh itself
      if (config.toDownstream() && exchange.downstreamPeer() != null) {
        add(headers);
      }
    }

    private void add(HttpHeaders headers) {
      headers.set(METADATA, self.peerMetadata());
      headers.set(ID, self.nodeId());
    }

    private static @Nullable WorkloadMetadata peer(HttpHeaders headers) {
      @Nullable String metadata = headers.get(METADATA);
      return metadata == null ? null : PeerMetadataCodec.decode(metadata);
    }
  }
}
