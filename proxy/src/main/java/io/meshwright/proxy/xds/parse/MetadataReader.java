package io.meshwright.proxy.xds.parse;

import com.google.gson.JsonPrimitive;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.metadata.wire.Structs;
import io.meshwright.proxy.snapshot.Cluster.ServiceIdentity;
import io.meshwright.proxy.snapshot.Endpoint.Workload;
import io.meshwright.proxy.snapshot.MatchLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the proxy reads of metadata; everything else in it is for other readers. */
final class MetadataReader {
  private static final String ISTIO = "istio";
  private static final String TRANSPORT_SOCKET_MATCH = "envoy.transport_socket_match";
  private static final String SUBSET = "envoy.lb";
  private static final int WORKLOAD_PARTS = 5;

  private MetadataReader() {}

  static String text(Metadata metadata, String namespace, String key) {
    return field(space(metadata, namespace), key);
  }

  static MatchLabels transportLabels(Metadata metadata) {
    return labels(space(metadata, TRANSPORT_SOCKET_MATCH));
  }

  /** What chooses among endpoints, or is chosen by: other values than texts as JSON. */
  static MatchLabels subsetLabels(Metadata metadata) {
    return subsetLabels(space(metadata, SUBSET));
  }

  static MatchLabels subsetLabels(Struct struct) {
    if (struct.getFieldsCount() == 0) {
      return MatchLabels.NONE;
    }
    Map<String, String> labels = new LinkedHashMap<>();
    Structs.read(struct).values().forEach((name, value) -> labels.put(name, json(value)));
    return new MatchLabels(labels);
  }

  /** The same text for equal values. */
  private static String json(MetadataValue value) {
    return switch (value) {
      case MetadataValue.None() -> "null";
      case MetadataValue.Flag(boolean flag) -> Boolean.toString(flag);
      case MetadataValue.Numeric(double number) -> Double.toString(number);
      case MetadataValue.Text(String text) -> new JsonPrimitive(text).toString();
      case MetadataValue.Items(List<MetadataValue> items) ->
          items.stream().map(MetadataReader::json).collect(Collectors.joining(",", "[", "]"));
      case MetadataValue.Fields(Map<String, MetadataValue> fields) ->
          fields.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(field -> new JsonPrimitive(field.getKey()) + ":" + json(field.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    };
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
