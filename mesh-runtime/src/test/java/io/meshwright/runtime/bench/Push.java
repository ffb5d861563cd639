package io.meshwright.runtime.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.MethodDescriptor;
import io.meshwright.xds.XdsType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A response, read as far as a simulated proxy needs it: a thousand proxies in one process would
 * otherwise cost more than the control plane that they share the machine with.
 *
 * @param bytes of the whole
 */
record Push(XdsType type, String nonce, List<Part> resources, List<String> removed, int bytes) {

  /** A resource; its body is a view of the response's bytes. */
  record Part(String name, String version, ByteString body) {}

  /** Thousands of proxies hold the same names and versions. */
  private static final ConcurrentMap<String, String> WORDS = new ConcurrentHashMap<>();

  /** The stream of deltas with responses of this kind. */
  static final MethodDescriptor<DeltaDiscoveryRequest, Push> METHOD =
      AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod().toBuilder(
              AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                  .getRequestMarshaller(),
              new Reader())
          .build();

  private static final class Reader implements MethodDescriptor.Marshaller<Push> {

    @Override
    public InputStream stream(Push value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Push parse(InputStream stream) {
      try {
        byte[] bytes = stream.readAllBytes();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.enableAliasing(true);
        return response(in, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Push response(CodedInputStream in, int bytes) throws IOException {
      String type = "";
      String nonce = "";
      List<Part> resources = new ArrayList<>();
      List<String> removed = new ArrayList<>();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER -> type = word(in);
          case DeltaDiscoveryResponse.NONCE_FIELD_NUMBER -> nonce = in.readString();
          case DeltaDiscoveryResponse.REMOVED_RESOURCES_FIELD_NUMBER -> removed.add(word(in));
          case DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER -> resources.add(part(in));
          default -> in.skipField(tag);
        }
      }
      return new Push(XdsType.of(type).orElseThrow(), nonce, resources, removed, bytes);
    }

    private static Part part(CodedInputStream in) throws IOException {
      int limit = in.pushLimit(in.readRawVarint32());
      String name = "";
      String version = "";
      ByteString body = ByteString.EMPTY;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case Resource.NAME_FIELD_NUMBER -> name = word(in);
          case Resource.VERSION_FIELD_NUMBER -> version = word(in);
          case Resource.RESOURCE_FIELD_NUMBER -> body = in.readBytes();
          default -> in.skipField(tag);
        }
      }
      in.popLimit(limit);
      return new Part(name, version, body);
    }

    private static String word(CodedInputStream in) throws IOException {
      String read = in.readString();
      String known = WORDS.putIfAbsent(read, read);
      return known == null ? read : known;
    }
  }
}
