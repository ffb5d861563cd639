package io.meshwright.proxy.config;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.meshwright.proxy.config.ProxyConfig.Authentication;
import io.meshwright.proxy.config.ProxyConfig.Dns;
import io.meshwright.proxy.config.ProxyConfig.Draining;
import io.meshwright.proxy.config.ProxyConfig.Ports;
import io.meshwright.proxy.config.ProxyConfig.Server;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeId.ProxyType;
import io.meshwright.xds.NodeMetadata;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads command line, environment and pod files (istio-features I12 to I14). */
public final class ProxyConfigReader {

  static final String DEFAULT_DISCOVERY = "istiod.istio-system.svc:15012";
  static final Duration DEFAULT_DRAIN = Duration.ofSeconds(45);
  static final Duration DEFAULT_TERMINATION_DRAIN = Duration.ofSeconds(5);
  static final Duration DEFAULT_CERTIFICATE_LIFE = Duration.ofHours(24);
  static final Ports DEFAULT_PORTS = new Ports(15_000, 15_021, 15_020, 15_090);

  private static final String USAGE = "sidecar or router, and --domain NS.svc.DOMAIN";
  private static final int DNS_PORT = 15_053;
  private static final String RESOLVER_FILE = "etc/resolv.conf";
  private static final String STATE_DIRECTORY = "etc/istio/proxy";
  private static final String CERTIFICATE_LIFE = "SECRET_TTL";
  private static final String IDENTITY_SOCKET = "var/run/secrets/workload-spiffe-uds/socket";
  private static final String TOKEN_FILE = "var/run/secrets/tokens/istio-token";
  private static final String ROOT_FILE = "var/run/secrets/istio/root-cert.pem";
  private static final int MOST_LOOPS = 1024;
  private static final Set<String> USED =
      Set.of(
          "discoveryAddress",
          "controlPlaneAuthPolicy",
          "concurrency",
          "drainDuration",
          "terminationDrainDuration",
          "proxyAdminPort",
          "statusPort",
          "caAddress",
          "proxyMetadata");

  /** Istio's other fields: about Envoy's process, the injector or telemetry that comes by xDS. */
  private static final Set<String> IGNORED =
      Set.of(
          "availabilityZone",
          "binaryPath",
          "caCertificatesPem",
          "configPath",
          "customConfigFile",
          "envoyAccessLogService",
          "envoyMetricsService",
          "extraStatTags",
          "fileFlushInterval",
          "fileFlushMinSizeKb",
          "gatewayTopology",
          "holdApplicationUntilProxyStarts",
          "image",
          "interceptionMode",
          "meshId",
          "privateKeyProvider",
          "proxyBootstrapTemplatePath",
          "proxyHeaders",
          "proxyStatsMatcher",
          "readinessProbe",
          "runtimeValues",
          "serviceCluster",
          "statNameLength",
          "statsdUdpAddress",
          "statsCompression",
          "tracing",
          "tracingServiceName",
          "zipkinAddress");

  private final Map<String, String> environment;
  private final Path root;
  private final String version;
  private final List<ConfigError> problems = new ArrayList<>();
  private final Settings settings = new Settings(problems);

  /**
   * Reads from the values given.
   *
   * @param root directory that the paths of the contract are relative to
   * @param version of this build
   */
  public ProxyConfigReader(Map<String, String> environment, Path root, String version) {
    this.environment = Map.copyOf(environment);
    this.root = root;
    this.version = version;
  }

  /**
   * Reads everything.
   *
   * @throws ConfigException naming every problem
   */
  public ProxyConfig read(List<String> arguments) throws ConfigException {
    ProxyType type = type(arguments);
    String domain = domain(arguments);
    JsonObject json = proxyConfig();
    Set<String> known = new HashSet<>(USED);
    known.addAll(IGNORED);
    settings.rejectUnknown(json, known);
    String discoveryText = settings.text(json, "discoveryAddress", DEFAULT_DISCOVERY);
    Server discovery = settings.server("PROXY_CONFIG", "discoveryAddress", discoveryText);
    Server authority = authority(json, discovery);
    Authentication authentication = authentication(json);
    int concurrency = settings.number(json, "concurrency", 0, MOST_LOOPS);
    Draining draining =
        new Draining(
            settings.duration(json, "drainDuration", DEFAULT_DRAIN),
            settings.duration(json, "terminationDrainDuration", DEFAULT_TERMINATION_DRAIN));
    Ports ports =
        new Ports(
            settings.port(json, "proxyAdminPort", DEFAULT_PORTS.admin()),
            DEFAULT_PORTS.readiness(),
            settings.port(json, "statusPort", DEFAULT_PORTS.status()),
            DEFAULT_PORTS.metrics());
    NodeIdentity node =
        new NodeIdentityReader(environment, root, version, settings).read(type, domain, json);
    Application application = new ApplicationReader(environment, settings).read(ports.status());
    boolean captured = node != null && dnsCaptured(node);
    if (!problems.isEmpty() || node == null || discovery == null || authority == null) {
      throw new ConfigException(problems);
    }
    return new ProxyConfig(
        node,
        discovery,
        authority,
        authentication,
        root.resolve(IDENTITY_SOCKET),
        concurrency,
        draining,
        root.resolve(STATE_DIRECTORY),
        ports,
        application,
        captured ? new Dns(DNS_PORT, root.resolve(RESOLVER_FILE)) : null);
  }

  /** The first word; a wrong one is reported and read as a sidecar. */
  private ProxyType type(List<String> arguments) {
    String word = arguments.isEmpty() ? "" : arguments.getFirst();
    if (word.equals(ProxyType.ROUTER.word())) {
      return ProxyType.ROUTER;
    }
    if (!word.equals(ProxyType.SIDECAR.word())) {
      settings.problem("command line", "", String.join(" ", arguments), USAGE);
    }
    return ProxyType.SIDECAR;
  }

  private String domain(List<String> arguments) {
    String domain = "";
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--domain") && i + 1 < arguments.size()) {
        domain = arguments.get(++i);
      } else if (argument.startsWith("--domain=")) {
        domain = argument.substring("--domain=".length());
      } else {
        settings.problem("command line", "", argument, USAGE);
      }
    }
    return domain;
  }

  private JsonObject proxyConfig() {
    String text = environment.getOrDefault("PROXY_CONFIG", "").strip();
    if (text.isEmpty()) {
      return new JsonObject();
    }
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException _) {
      settings.problem("environment", "PROXY_CONFIG", text, "a JSON object");
      return new JsonObject();
    }
  }

  private @Nullable Server authority(JsonObject json, @Nullable Server discovery) {
    String named = environment.getOrDefault("CA_ADDR", "").strip();
    if (!named.isEmpty()) {
      return settings.server("environment", "CA_ADDR", named);
    }
    String configured = settings.text(json, "caAddress", "");
    return configured.isEmpty()
        ? discovery
        : settings.server("PROXY_CONFIG", "caAddress", configured);
  }

  /** Istio's name; in the environment of the container, or of Istio's agent (proxyMetadata). */
  private Duration certificateLife(JsonObject json) {
    String text = environment.getOrDefault(CERTIFICATE_LIFE, "").strip();
    if (text.isEmpty() && json.get("proxyMetadata") instanceof JsonObject metadata) {
      text = settings.text(metadata, CERTIFICATE_LIFE, "");
    }
    return settings.duration("environment", CERTIFICATE_LIFE, text, DEFAULT_CERTIFICATE_LIFE);
  }

  private boolean dnsCaptured(NodeIdentity node) {
    return switch (node.metadata().values().get(NodeMetadata.DNS_CAPTURE)) {
      case null -> false;
      case MetadataValue.Text(String text) when text.equals("true") -> true;
      case MetadataValue.Text(String text) when text.equals("false") -> false;
      case MetadataValue other -> {
        settings.problem(
            "environment", "ISTIO_META_DNS_CAPTURE", String.valueOf(other), "true or false");
        yield false;
      }
    };
  }

  private Authentication authentication(JsonObject json) {
    String policy = settings.text(json, "controlPlaneAuthPolicy", "MUTUAL_TLS");
    return switch (policy) {
      case "NONE" -> new Authentication.None();
      case "MUTUAL_TLS" ->
          new Authentication.Token(
              root.resolve(TOKEN_FILE), root.resolve(ROOT_FILE), certificateLife(json));
      default -> {
        settings.problem("PROXY_CONFIG", "controlPlaneAuthPolicy", policy, "MUTUAL_TLS or NONE");
        yield new Authentication.None();
      }
    };
  }
}
