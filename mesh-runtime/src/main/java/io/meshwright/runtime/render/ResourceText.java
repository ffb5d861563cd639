package io.meshwright.runtime.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_web.v3.GrpcWeb;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshwright.xds.proto.alpn.FilterConfig;
import io.meshwright.xds.proto.peermetadata.Config;
import io.meshwright.xds.proto.stats.PluginConfig;
import java.util.Collection;
import java.util.List;

/** Writes resources as people read them: protobuf's JSON, or YAML of the same shape. */
public final class ResourceText {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  /** Every message that a compiler packs into an Any. */
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(
                      List.of(
                          Config.getDescriptor(),
                          Cors.getDescriptor(),
                          CorsPolicy.getDescriptor(),
                          DownstreamTlsContext.getDescriptor(),
                          FilterConfig.getDescriptor(),
                          HTTPFault.getDescriptor(),
                          GrpcWeb.getDescriptor(),
                          HttpConnectionManager.getDescriptor(),
                          HttpInspector.getDescriptor(),
                          HttpProtocolOptions.getDescriptor(),
                          OriginalDst.getDescriptor(),
                          PluginConfig.getDescriptor(),
                          PreviousHostsPredicate.getDescriptor(),
                          PreviousPrioritiesConfig.getDescriptor(),
                          ProxyProtocolUpstreamTransport.getDescriptor(),
                          RawBuffer.getDescriptor(),
                          Router.getDescriptor(),
                          TcpProxy.getDescriptor(),
                          TlsInspector.getDescriptor(),
                          UpstreamTlsContext.getDescriptor()))
                  .build());

  private ResourceText() {}

  /** A YAML list. */
  public static String yaml(Collection<? extends Message> resources) {
    return write(YAML, resources);
  }

  /** A JSON array. */
  public static String json(Collection<? extends Message> resources) {
    return write(JSON, resources) + "\n";
  }

  private static String write(ObjectMapper mapper, Collection<? extends Message> resources) {
    ArrayNode list = JSON.createArrayNode();
    try {
      for (Message resource : resources) {
        JsonNode tree = JSON.readTree(PRINTER.print(resource));
        list.add(tree);
      }
      return mapper.writeValueAsString(list);
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
