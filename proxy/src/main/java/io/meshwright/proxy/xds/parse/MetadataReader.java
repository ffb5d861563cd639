package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.meshwright.proxy.snapshot.Cluster.ServiceIdentity;
import io.meshwright.proxy.snapshot.Endpoint.Workload;
import io.meshwright.proxy.snapshot.MatchLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the proxy reads of metadata; everything else in it is for other readers. */
final class MetadataReader {
  private static final String ISTIO = "istio";
  private static final String TRANSPORT_SOCKET_MATCH = "envoy.transport_socket_match";
  private static final int WORKLOAD_PARTS = 5;

  private MetadataReader() {}

  static String text(Metadata metadata, String namespace, String key) {
    return field(space(metadata, namespace), key);
  }

  static MatchLabels transportLabels(Metadata metadata) {
    return labels(space(metadata, TRANSPORT_SOCKET_MATCH));
  }

  static MatchLabels labels(Struct struct) {
    Map<String, String> labels = new LinkedHashMap<>();
    struct
        .getFieldsMap()
        .forEach(
            (key, value) -> {
              if (value.hasStringValue()) {
                labels.put(key, value.getStringValue());
              }
            });
    return labels.isEmpty() ? MatchLabels.NONE : new MatchLabels(labels);
  }

  /** {@code istio.workload}: {@code name;namespace;canonical name;canonical revision;cluster}. */
  static @Nullable Workload workload(Metadata metadata) {
    String[] parts = text(metadata, ISTIO, "workload").split(";", -1);
    return parts.length < WORKLOAD_PARTS
        ? null
        : new Workload(parts[0], parts[1], parts[2], parts[3], parts[4]);
  }

  /** {@code istio.services}: the services that a cluster stands for. */
  static List<ServiceIdentity> services(Metadata metadata) {
    List<ServiceIdentity> services = new ArrayList<>();
    Value list = space(metadata, ISTIO).getFieldsOrDefault("services", Value.getDefaultInstance());
    for (Value value : list.getListValue().getValuesList()) {
      Struct service = value.getStructValue();
      services.add(
          new ServiceIdentity(
              field(service, "host"), field(service, "name"), field(service, "namespace")));
    }
    return services;
  }

  private static Struct space(Metadata metadata, String namespace) {
    return metadata.getFilterMetadataOrDefault(namespace, Struct.getDefaultInstance());
  }

  private static String field(Struct struct, String key) {
    return struct.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue();
  }
}
