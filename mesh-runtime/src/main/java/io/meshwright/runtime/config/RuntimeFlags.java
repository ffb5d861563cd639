package io.meshwright.runtime.config;

import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.policy.Durations;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the flags of {@code discovery}. Each flag {@code --some-name} can also be given as the
 * environment variable {@code MESHWRIGHT_SOME_NAME}; the flag wins. All problems are reported at
 * once.
 */
public final class RuntimeFlags {

  /** What {@code --help} prints. */
  public static final String USAGE =
      """
      discovery [flags]
        --config-dir DIR            read resources from YAML files instead of the cluster
        --xds-address HOST:PORT     serve xDS without TLS and authentication; off by default
        --secure-xds-port PORT      xDS and certificates over TLS (15012)
        --monitoring-port PORT      metrics and version (15014)
        --webhook-port PORT         admission webhooks (15017)
        --health-port PORT          readiness and debug pages (8080)
        --cluster-id NAME           the cluster that resources come from (Kubernetes)
        --network NAME              the network of workloads that name none ()
        --trust-domain NAME         root of the identities (cluster.local)
        --revision NAME             the revision that this process serves (default)
        --root-namespace NAME       namespace of mesh-wide configuration (istio-system)
        --dns-domain NAME           domain of Services (cluster.local)
        --debounce DURATION         quiet time that ends a burst of changes (10ms)
      """;

  private static final List<String> FLAGS =
      USAGE
          .lines()
          .map(String::strip)
          .filter(line -> line.startsWith("--"))
          .map(line -> line.substring(2, line.indexOf(' ')))
          .toList();

  private static final String NAME = "[a-zA-Z0-9]([-a-zA-Z0-9_.]*[a-zA-Z0-9])?";
  private static final int MAX_PORT = 65_535;

  private final Map<String, String> values = new HashMap<>();
  private final List<ConfigError> errors = new ArrayList<>();

  private RuntimeFlags() {}

  /** Reads what follows the command's name. */
  public static RuntimeConfig parse(List<String> arguments, Map<String, String> environment)
      throws ConfigException {
    RuntimeFlags flags = new RuntimeFlags();
    flags.collect(arguments, environment);
    return flags.config();
  }

  private void collect(List<String> arguments, Map<String, String> environment) {
    for (String flag : FLAGS) {
      String value =
          environment.get(
              "MESHWRIGHT_" + flag.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
      if (value != null) {
        values.put(flag, value);
      }
    }
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      if (!flag.startsWith("--") || !FLAGS.contains(flag.substring(2))) {
        error(argument, argument, "a flag of: " + String.join(", ", FLAGS));
      } else if (equals >= 0) {
        values.put(flag.substring(2), argument.substring(equals + 1));
      } else if (i + 1 < arguments.size()) {
        values.put(flag.substring(2), arguments.get(++i));
      } else {
        error(flag, "", "a value");
      }
    }
  }

  private RuntimeConfig config() throws ConfigException {
    RuntimeConfig config =
        new RuntimeConfig(
            parsed("config-dir", "an existing directory", RuntimeFlags::directory),
            parsed("xds-address", "HOST:PORT, with an IP address as host", RuntimeFlags::address),
            port("secure-xds-port", Ports.RUNTIME_GRPC),
            port("monitoring-port", Ports.RUNTIME_MONITORING),
            port("webhook-port", Ports.RUNTIME_WEBHOOK),
            port("health-port", Ports.RUNTIME_READINESS),
            name("cluster-id", "Kubernetes"),
            values.getOrDefault("network", ""),
            parsed("trust-domain", "a trust domain", RuntimeFlags::trustDomain)
                .orElse(TrustDomain.DEFAULT),
            name("revision", "default"),
            name("root-namespace", MeshNames.DEFAULT_MESH_NAMESPACE),
            name("dns-domain", "cluster.local"),
            parsed("debounce", "a duration such as 10ms", Durations::parse)
                .orElse(Duration.ofMillis(10)));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return config;
  }

  private <T> Optional<T> parsed(
      String flag, String expected, Function<String, Optional<T>> parser) {
    String value = values.get(flag);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> result = parser.apply(value);
    if (result.isEmpty()) {
      error("--" + flag, value, expected);
    }
    return result;
  }

  private int port(String flag, int absent) {
    return parsed(flag, "a port from 0 to 65535", RuntimeFlags::portNumber).orElse(absent);
  }

  private String name(String flag, String absent) {
    return parsed(
            flag,
            "letters, digits, dots and dashes",
            value -> Optional.of(value).filter(v -> v.matches(NAME)))
        .orElse(absent);
  }

  private void error(String flag, String found, String expected) {
    errors.add(new ConfigError("discovery", flag, found, expected));
  }

  private static Optional<Path> directory(String value) {
    return Optional.of(Path.of(value)).filter(Files::isDirectory);
  }

  private static Optional<TrustDomain> trustDomain(String value) {
    try {
      return Optional.of(new TrustDomain(value));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> portNumber(String value) {
    try {
      return Optional.of(Integer.valueOf(value)).filter(p -> p >= 0 && p <= MAX_PORT);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Optional<InetSocketAddress> address(String value) {
    int colon = value.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = value.substring(0, colon).replaceAll("^\\[|]$", "");
    return portNumber(value.substring(colon + 1))
        .flatMap(
            port ->
                io.meshwright.runtime.model.IpAddress.parse(host)
                    .map(
                        ip ->
                            new InetSocketAddress(
                                java.net.InetAddress.ofLiteral(ip.text()), port)));
  }
}
