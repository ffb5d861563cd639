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
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.ProxyConfigFields;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads command line, environment and pod files (istio-features I12 to I14). */
public final class ProxyConfigReader {

  static final String DEFAULT_DISCOVERY = "istiod.istio-system.svc:15012";
  static final Duration DEFAULT_DRAIN = Duration.ofSeconds(45);
  static final Duration DEFAULT_CERTIFICATE_LIFE = Duration.ofHours(24);
  static final Ports DEFAULT_PORTS = new Ports(15_000, 15_021, 15_020, 15_090);

  private static final int DNS_PORT = 15_053;
  private static final String RESOLVER_FILE = "etc/resolv.conf";
  private static final String STATE_DIRECTORY = "etc/istio/proxy";
  private static final String CERTIFICATE_LIFE = "SECRET_TTL";
  private static final String IDENTITY_SOCKET = "var/run/secrets/workload-spiffe-uds/socket";
  private static final String TOKEN_FILE = "var/run/secrets/tokens/istio-token";
  private static final String ROOT_FILE = "var/run/secrets/istio/root-cert.pem";
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
    CommandLine command = CommandLine.read(arguments, settings);
    JsonObject json = proxyConfig();
    settings.rejectUnknown(json, ProxyConfigFields::exists);
    String discoveryText =
        settings.text(json, ProxyConfigFields.DISCOVERY_ADDRESS, DEFAULT_DISCOVERY);
    Server discovery =
        settings.server("PROXY_CONFIG", ProxyConfigFields.DISCOVERY_ADDRESS, discoveryText);
    Server authority = authority(json, discovery);
    Authentication authentication = authentication(json);
    int concurrency =
        settings.number(json, ProxyConfigFields.CONCURRENCY, 0, ProxyConfigFields.MOST_CONCURRENCY);
    Draining draining =
        new Draining(
            settings.duration(json, ProxyConfigFields.DRAIN, DEFAULT_DRAIN),
            settings.duration(
                json,
                ProxyConfigFields.TERMINATION_DRAIN,
                ProxyConfigFields.DEFAULT_TERMINATION_DRAIN));
    Ports ports =
        new Ports(
            settings.port(json, ProxyConfigFields.ADMIN_PORT, DEFAULT_PORTS.admin()),
            DEFAULT_PORTS.readiness(),
            settings.port(json, ProxyConfigFields.STATUS_PORT, DEFAULT_PORTS.status()),
            DEFAULT_PORTS.metrics());
    NodeIdentity node =
        new NodeIdentityReader(environment, root, version, settings)
            .read(command.type(), command.domain(), json);
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
        command.logging(),
        captured ? new Dns(DNS_PORT, root.resolve(RESOLVER_FILE)) : null);
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
    String configured = settings.text(json, ProxyConfigFields.CA_ADDRESS, "");
    return configured.isEmpty()
        ? discovery
        : settings.server("PROXY_CONFIG", ProxyConfigFields.CA_ADDRESS, configured);
  }

  /** Istio's name; in the environment of the container, or of Istio's agent (proxyMetadata). */
  private Duration certificateLife(JsonObject json) {
    String text = environment.getOrDefault(CERTIFICATE_LIFE, "").strip();
    if (text.isEmpty() && json.get(ProxyConfigFields.METADATA) instanceof JsonObject metadata) {
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
    String policy = settings.text(json, ProxyConfigFields.AUTHENTICATION, "MUTUAL_TLS");
    return switch (policy) {
      case "NONE" -> new Authentication.None();
      case "MUTUAL_TLS" ->
          new Authentication.Token(
              root.resolve(TOKEN_FILE), root.resolve(ROOT_FILE), certificateLife(json));
      default -> {
        settings.problem(
            "PROXY_CONFIG", ProxyConfigFields.AUTHENTICATION, policy, "MUTUAL_TLS or NONE");
        yield new Authentication.None();
      }
    };
  }
}
