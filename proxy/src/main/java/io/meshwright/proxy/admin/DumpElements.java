package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationView;
import io.meshwright.proxy.xds.Held;
import io.meshwright.proxy.xds.Rejected;
import io.meshwright.proxy.xds.field.WireJson;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is in the lists of {@code /config_dump}. A resource that was refused shows up with {@code
 * error_state}. Secrets are shown without their keys.
 */
final class DumpElements {
  private final WireJson json;
  private final SnapshotPublisher snapshots;

  DumpElements(WireJson json, SnapshotPublisher snapshots) {
    this.json = json;
    this.snapshots = snapshots;
  }

  List<DumpElement> of(DumpSection section, ConfigurationView view) {
    return switch (section) {
      case BOOTSTRAP -> List.of();
      case CLUSTERS -> dynamic(view, XdsType.CLUSTER, "dynamic_active_clusters", "cluster");
      case ENDPOINTS ->
          dynamic(view, XdsType.ENDPOINT, "dynamic_endpoint_configs", "endpoint_config");
      case LISTENERS -> listeners(view);
      case ROUTES -> dynamic(view, XdsType.ROUTE, "dynamic_route_configs", "route_config");
      case SECRETS -> secrets(view);
    };
  }

  private List<DumpElement> dynamic(
      ConfigurationView view, XdsType type, String list, String field) {
    List<DumpElement> elements = new ArrayList<>();
    Map<String, Rejected> rejected = rejectedByName(view, type);
    for (Held held : view.of(type)) {
      Rejected newer = rejected.remove(held.name());
      elements.add(
          new DumpElement(
              list,
              held.name(),
              field,
              type.typeUrl(),
              out -> {
                state(out, held, type, field);
                error(out, newer);
              }));
    }
    rejected.forEach(
        (name, never) ->
            elements.add(
                new DumpElement(list, name, field, type.typeUrl(), out -> error(out, never))));
    return elements;
  }

  private List<DumpElement> listeners(ConfigurationView view) {
    List<DumpElement> elements = new ArrayList<>();
    Map<String, Rejected> rejected = rejectedByName(view, XdsType.LISTENER);
    for (Held held : view.of(XdsType.LISTENER)) {
      Rejected newer = rejected.remove(held.name());
      elements.add(listener(held.name(), held, newer));
    }
    rejected.forEach((name, never) -> elements.add(listener(name, null, never)));
    return elements;
  }

  private DumpElement listener(String name, @Nullable Held held, @Nullable Rejected rejected) {
    return new DumpElement(
        "dynamic_listeners",
        name,
        // states are not resources themselves
        "",
        XdsType.LISTENER.typeUrl(),
        out -> {
          out.name("name").value(name);
          if (held != null) {
            out.name("active_state").beginObject();
            state(out, held, XdsType.LISTENER, "listener");
            out.endObject();
          }
          error(out, rejected);
        });
  }

  private List<DumpElement> secrets(ConfigurationView view) {
    List<DumpElement> elements = new ArrayList<>();
    Map<String, Rejected> rejected = rejectedByName(view, XdsType.SECRET);
    Map<String, Held> held = new HashMap<>();
    view.of(XdsType.SECRET).forEach(each -> held.put(each.name(), each));
    for (CertificateInfo certificate : CertificateInfo.all(snapshots.current().secrets())) {
      String name = certificate.name();
      Held sent = held.get(name);
      Instant provided = view.provided().get(name);
      Rejected newer = rejected.remove(name);
      elements.add(
          secret(
              "dynamic_active_secrets",
              name,
              out -> {
                if (sent != null) {
                  out.name("version_info").value(sent.version());
                  out.name("last_updated").value(sent.updated().toString());
                } else if (provided != null) {
                  // whoever provides it here counts no versions
                  out.name("version_info").value(provided.toString());
                  out.name("last_updated").value(provided.toString());
                }
                out.name("secret").beginObject();
                certificate(out, certificate);
                out.endObject();
                error(out, newer);
              }));
    }
    rejected.forEach(
        (name, never) ->
            elements.add(
                secret(
                    "dynamic_warming_secrets",
                    name,
                    out -> {
                      // without a secret, istioctl takes none of the others either
                      out.name("secret").beginObject();
                      out.name("@type").value(XdsType.SECRET.typeUrl());
                      out.name("name").value(name).endObject();
                      error(out, never);
                    })));
    return elements;
  }

  private static DumpElement secret(String list, String name, DumpElement.Fields fields) {
    return new DumpElement(
        list,
        name,
        "secret",
        XdsType.SECRET.typeUrl(),
        out -> {
          out.name("name").value(name);
          fields.write(out);
        });
  }

  private static void certificate(JsonWriter out, CertificateInfo certificate) throws IOException {
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
    out.endObject();
  }

  private void state(JsonWriter out, Held held, XdsType type, String field) throws IOException {
    out.name("version_info").value(held.version());
    out.name(field);
    json.writeAny(out, type.typeUrl(), held.bytes());
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
    Map<String, Rejected> byName = new TreeMap<>();
    view.rejectedOf(type).forEach(rejected -> byName.put(rejected.name(), rejected));
    return byName;
  }
}
