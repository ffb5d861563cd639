package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationView;
import io.meshwright.proxy.xds.Held;
import io.meshwright.proxy.xds.Rejected;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.field.WireJson;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /config_dump} in the shape of Envoy's {@code envoy.admin.v3.ConfigDump}, so that existing
 * tools read it. A resource that was refused shows up with {@code error_state}. Secrets are shown
 * by name and version only.
 */
final class ConfigDump {
  private static final String ADMIN = "type.googleapis.com/envoy.admin.v3.";

  private final WireJson json;
  private final ProxyInfo info;
  private final SnapshotPublisher snapshots;

  private record Shape(String dump, String list, String field) {}

  ConfigDump(FieldTable table, ProxyInfo info, SnapshotPublisher snapshots) {
    this.json = new WireJson(table);
    this.info = info;
    this.snapshots = snapshots;
  }

  String print(ConfigurationView view, boolean endpoints) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.setIndent(" ");
      out.beginObject().name("configs").beginArray();
      bootstrap(out);
      dynamic(out, view, XdsType.CLUSTER);
      if (endpoints) {
        dynamic(out, view, XdsType.ENDPOINT);
      }
      listeners(out, view);
      dynamic(out, view, XdsType.ROUTE);
      secrets(out, view);
      out.endArray().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void bootstrap(JsonWriter out) throws IOException {
    out.beginObject().name("@type").value(ADMIN + "BootstrapConfigDump");
    out.name("bootstrap").beginObject();
    out.name("node").beginObject();
    out.name("id").value(info.nodeId());
    out.name("cluster").value(info.serviceCluster());
    out.name("user_agent_name").value("meshwright");
    out.name("user_agent_version").value(info.version());
    out.endObject().endObject();
    out.name("last_updated").value(info.started().toString());
    out.endObject();
  }

  private void dynamic(JsonWriter out, ConfigurationView view, XdsType type) throws IOException {
    Shape shape =
        switch (type) {
          case CLUSTER -> new Shape("ClustersConfigDump", "dynamic_active_clusters", "cluster");
          case ENDPOINT ->
              new Shape("EndpointsConfigDump", "dynamic_endpoint_configs", "endpoint_config");
          case ROUTE -> new Shape("RoutesConfigDump", "dynamic_route_configs", "route_config");
          case LISTENER, EXTENSION_CONFIG, SECRET, NAME_TABLE ->
              throw new IllegalArgumentException(type + " has a shape of its own");
        };
    out.beginObject().name("@type").value(ADMIN + shape.dump());
    out.name(shape.list()).beginArray();
    Map<String, Rejected> rejected = rejectedByName(view, type);
    for (Held held : view.of(type)) {
      out.beginObject();
      state(out, held, type, shape.field());
      error(out, rejected.remove(held.name()));
      out.endObject();
    }
    for (Rejected never : rejected.values()) {
      out.beginObject();
      error(out, never);
      out.endObject();
    }
    out.endArray().endObject();
  }

  private void listeners(JsonWriter out, ConfigurationView view) throws IOException {
    out.beginObject().name("@type").value(ADMIN + "ListenersConfigDump");
    out.name("dynamic_listeners").beginArray();
    Map<String, Rejected> rejected = rejectedByName(view, XdsType.LISTENER);
    Set<String> names = new HashSet<>(rejected.keySet());
    for (Held held : view.of(XdsType.LISTENER)) {
      names.remove(held.name());
      out.beginObject().name("name").value(held.name());
      out.name("active_state").beginObject();
      state(out, held, XdsType.LISTENER, "listener");
      out.endObject();
      error(out, rejected.get(held.name()));
      out.endObject();
    }
    for (String name : names) {
      out.beginObject().name("name").value(name);
      error(out, rejected.get(name));
      out.endObject();
    }
    out.endArray().endObject();
  }

  private void secrets(JsonWriter out, ConfigurationView view) throws IOException {
    out.beginObject().name("@type").value(ADMIN + "SecretsConfigDump");
    out.name("dynamic_active_secrets").beginArray();
    for (CertificateInfo certificate : CertificateInfo.all(snapshots.current().secrets())) {
      out.beginObject().name("name").value(certificate.name());
      out.name("secret").beginObject();
      out.name("@type").value(XdsType.SECRET.typeUrl());
      out.name("name").value(certificate.name());
      out.name(certificate.hasKey() ? "tls_certificate" : "validation_context").beginObject();
      out.name(certificate.hasKey() ? "certificate_chain" : "trusted_ca").beginObject();
      out.name("inline_bytes").value(certificate.base64Pem());
      out.endObject();
      if (certificate.hasKey()) {
        out.name("private_key").beginObject().name("inline_bytes").value(WireJson.REDACTED);
        out.endObject();
      }
      out.endObject().endObject().endObject();
    }
    for (Rejected never : view.rejectedOf(XdsType.SECRET)) {
      out.beginObject().name("name").value(never.name());
      error(out, never);
      out.endObject();
    }
    out.endArray().endObject();
  }

  private void state(JsonWriter out, Held held, XdsType type, String field) throws IOException {
    out.name("version_info").value(held.version());
    out.name(field);
    ByteString bytes = held.bytes();
    json.writeAny(out, type.typeUrl(), bytes);
    out.name("last_updated").value(held.updated().toString());
  }

  private static void error(JsonWriter out, @Nullable Rejected rejected) throws IOException {
    if (rejected != null) {
      out.name("error_state").beginObject();
      out.name("last_update_attempt").value(rejected.at().toString());
      out.name("details").value(rejected.name() + ": " + rejected.details());
      out.name("version_info").value(rejected.version());
      out.endObject();
    }
  }

  private static Map<String, Rejected> rejectedByName(ConfigurationView view, XdsType type) {
    Map<String, Rejected> byName = new HashMap<>();
    view.rejectedOf(type).forEach(rejected -> byName.put(rejected.name(), rejected));
    return byName;
  }
}
