package io.meshwright.proxy.config;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.NodeId.ProxyType;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Node id and metadata, from the environment and the pod's labels. */
final class NodeIdentityReader {
  private static final String LABELS_FILE = "etc/istio/pod/labels";
  private static final String PREFIX = "ISTIO_META_";
  private static final String JSON_PREFIX = "ISTIO_METAJSON_";
  private static final String DEFAULT_CLUSTER = "Kubernetes";

  private final Map<String, String> environment;
  private final Path root;
  private final String version;
  private final Settings settings;

  NodeIdentityReader(
      Map<String, String> environment, Path root, String version, Settings settings) {
    this.environment = environment;
    this.root = root;
    this.version = version;
    this.settings = settings;
  }

  @Nullable NodeIdentity read(ProxyType type, String domain, JsonObject proxyConfig) {
    String pod = settings.required(environment, "POD_NAME", "the name of the pod");
    String namespace = settings.required(environment, "POD_NAMESPACE", "the pod's namespace");
    String account = settings.required(environment, "SERVICE_ACCOUNT", "the service account");
    List<String> addresses = addresses();
    SpiffeId workload = workload(namespace, account);
    if (pod.isEmpty() || addresses.isEmpty() || workload == null) {
      return null;
    }
    MetadataValue.Fields labels = labels();
    String dnsDomain = domain.isEmpty() ? namespace + ".svc.cluster.local" : domain;
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    custom(metadata, proxyConfig);
    metadata.putIfAbsent(NodeMetadata.CLUSTER_ID, new MetadataValue.Text(DEFAULT_CLUSTER));
    metadata.put(NodeMetadata.INSTANCE_IPS, new MetadataValue.Text(String.join(",", addresses)));
    metadata.put(NodeMetadata.NAMESPACE, new MetadataValue.Text(namespace));
    metadata.put(NodeMetadata.SERVICE_ACCOUNT, new MetadataValue.Text(account));
    metadata.put(NodeMetadata.LABELS, labels);
    metadata.putIfAbsent(NodeMetadata.ISTIO_VERSION, new MetadataValue.Text(version));
    metadata.put(NodeMetadata.MESHWRIGHT_VERSION, new MetadataValue.Text(version));
    metadata.put(NodeMetadata.PROXY_CONFIG, value(proxyConfig));
    return new NodeIdentity(
        new NodeId(type, addresses.getFirst(), pod, namespace, dnsDomain),
        serviceCluster(labels, metadata, namespace),
        new MetadataValue.Fields(metadata),
        workload,
        version);
  }

  private List<String> addresses() {
    String all = environment.getOrDefault("INSTANCE_IPS", "").strip();
    String source = all.isEmpty() ? "INSTANCE_IP" : "INSTANCE_IPS";
    String text =
        all.isEmpty()
            ? settings.required(environment, "INSTANCE_IP", "the address of the pod")
            : all;
    List<String> addresses = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      try {
        InetAddress address = InetAddress.ofLiteral(part.strip());
        addresses.add(address.getHostAddress());
      } catch (IllegalArgumentException _) {
        settings.problem("environment", source, part, "IP addresses with commas between");
      }
    }
    return addresses;
  }

  private @Nullable SpiffeId workload(String namespace, String account) {
    String domain = environment.getOrDefault("TRUST_DOMAIN", "").strip();
    try {
      return new SpiffeId(
          domain.isEmpty() ? TrustDomain.DEFAULT : new TrustDomain(domain), namespace, account);
    } catch (IllegalArgumentException e) {
      if (!namespace.isEmpty() && !account.isEmpty()) {
        settings.problem("environment", "TRUST_DOMAIN", domain, "" + e.getMessage());
      }
      return null;
    }
  }

  private void custom(Map<String, MetadataValue> metadata, JsonObject proxyConfig) {
    Map<String, String> variables = new TreeMap<>();
    if (proxyConfig.get("proxyMetadata") instanceof JsonObject extra) {
      extra.entrySet().forEach(entry -> variables.put(entry.getKey(), scalar(entry.getValue())));
    }
    variables.putAll(environment);
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(JSON_PREFIX)) {
            try {
              metadata.put(
                  name.substring(JSON_PREFIX.length()), value(JsonParser.parseString(value)));
            } catch (JsonParseException _) {
              settings.problem("environment", name, value, "JSON");
            }
          } else if (name.startsWith(PREFIX)) {
            metadata.put(name.substring(PREFIX.length()), new MetadataValue.Text(value));
          }
        });
  }

  private static String scalar(JsonElement element) {
    return element.isJsonPrimitive() ? element.getAsString() : element.toString();
  }

  private static String serviceCluster(
      MetadataValue.Fields labels, Map<String, MetadataValue> metadata, String namespace) {
    for (MetadataValue app :
        new MetadataValue[] {
          labels.values().get("service.istio.io/canonical-name"),
          labels.values().get("app.kubernetes.io/name"),
          labels.values().get("app"),
          metadata.get(NodeMetadata.WORKLOAD_NAME)
        }) {
      if (app instanceof MetadataValue.Text(String name) && !name.isEmpty()) {
        return name + "." + namespace;
      }
    }
    return "istio-proxy." + namespace;
  }

  /** The downward API's format: {@code key="value"} a line, the value quoted as in Go. */
  private MetadataValue.Fields labels() {
    Map<String, MetadataValue> labels = new LinkedHashMap<>();
    Path file = root.resolve(LABELS_FILE);
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        boolean quoted =
            equals > 0
                && line.length() >= equals + 3
                && line.charAt(equals + 1) == '"'
                && line.endsWith("\"");
        if (quoted) {
          labels.put(
              line.substring(0, equals),
              new MetadataValue.Text(line.substring(equals + 2, line.length() - 1)));
        } else if (!line.isBlank()) {
          settings.problem(LABELS_FILE, "", line, "KEY=\"VALUE\"");
        }
      }
    } catch (NoSuchFileException _) {
      return new MetadataValue.Fields(labels);
    } catch (IOException | UncheckedIOException e) {
      settings.problem(LABELS_FILE, "", e.toString(), "a readable file");
    }
    return new MetadataValue.Fields(labels);
  }

  private static MetadataValue value(JsonElement element) {
    if (element.isJsonObject()) {
      Map<String, MetadataValue> fields = new LinkedHashMap<>();
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(e -> fields.put(e.getKey(), value(e.getValue())));
      return new MetadataValue.Fields(fields);
    }
    if (element.isJsonArray()) {
      List<MetadataValue> items = new ArrayList<>();
      element.getAsJsonArray().forEach(item -> items.add(value(item)));
      return new MetadataValue.Items(items);
    }
    if (element.isJsonNull()) {
      return new MetadataValue.Nothing();
    }
    if (element.getAsJsonPrimitive().isBoolean()) {
      return new MetadataValue.Flag(element.getAsBoolean());
    }
    return element.getAsJsonPrimitive().isNumber()
        ? new MetadataValue.Numeric(element.getAsDouble())
        : new MetadataValue.Text(element.getAsString());
  }
}
