package io.meshwright.runtime.config;

import io.meshwright.crd.naming.DnsLabel;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.policy.Durations;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code discovery}. */
public final class RuntimeOptions {

  private static final int MAX_PORT = 65_535;
  private static final Pattern ACCOUNT = Pattern.compile("([a-z0-9-]+)/([a-z0-9.-]+)");

  @Option(
      names = ConfigDirOption.NAME,
      paramLabel = "DIR",
      description = "read resources from YAML files instead of the cluster")
  private @Nullable String configDir;

  @Option(
      names = "--xds-address",
      paramLabel = "HOST:PORT",
      description = "serve xDS without TLS and authentication; off by default")
  private @Nullable String xdsAddress;

  @Option(
      names = "--secure-xds-port",
      paramLabel = "PORT",
      defaultValue = "" + Ports.RUNTIME_GRPC,
      description = "xDS and certificates over TLS; 0 picks a free port, as for the others")
  private String secureXdsPort = "";

  @Option(
      names = "--monitoring-port",
      paramLabel = "PORT",
      defaultValue = "" + Ports.RUNTIME_MONITORING,
      description = "metrics and version")
  private String monitoringPort = "";

  @Option(
      names = "--webhook-port",
      paramLabel = "PORT",
      defaultValue = "" + Ports.RUNTIME_WEBHOOK,
      description = "admission webhooks")
  private String webhookPort = "";

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      defaultValue = "" + Ports.RUNTIME_READINESS,
      description = "readiness and debug pages")
  private String healthPort = "";

  @Option(
      names = "--debounce",
      paramLabel = "DURATION",
      defaultValue = "10ms",
      description =
          "shortest time between two publications; what changes meanwhile is published together")
  private String debounce = "";

  @Option(
      names = "--trust-bundle-name",
      paramLabel = "NAME",
      defaultValue = MeshNames.ROOT_CONFIG_MAP,
      description = "the ConfigMap with the mesh's roots in each namespace")
  private String trustBundle = "";

  @Option(
      names = "--operator-account",
      paramLabel = "NAMESPACE/NAME",
      description = "the ServiceAccount that may call the operator's API; not served without")
  private @Nullable String operatorAccount;

  @Mixin private final MeshOptions mesh = new MeshOptions();

  /** Parses all options; the exception has all that is wrong. */
  public RuntimeConfig config(OptionReader reader) throws ConfigException {
    MeshSettings settings = mesh.settings(reader);
    RuntimeConfig config =
        new RuntimeConfig(
            ConfigDirOption.read(reader, configDir),
            reader.read(
                "--xds-address",
                xdsAddress,
                "HOST:PORT, with an IP address as host",
                RuntimeOptions::address),
            new RuntimeConfig.ListenPorts(
                port(reader, "--secure-xds-port", secureXdsPort),
                port(reader, "--monitoring-port", monitoringPort),
                port(reader, "--webhook-port", webhookPort),
                port(reader, "--health-port", healthPort)),
            settings,
            reader
                .read(
                    "--trust-bundle-name",
                    trustBundle,
                    "a DNS label",
                    name -> Optional.of(name).filter(DnsLabel::isOne))
                .orElse(MeshNames.ROOT_CONFIG_MAP),
            reader.read(
                "--operator-account",
                operatorAccount,
                "NAMESPACE/NAME",
                text -> account(settings.trustDomain(), text)),
            reader
                .read("--debounce", debounce, "a duration such as 10ms", Durations::parse)
                .orElse(Duration.ZERO));
    reader.requireNoErrors();
    return config;
  }

  private static Optional<SpiffeId> account(TrustDomain trustDomain, String text) {
    Matcher matcher = ACCOUNT.matcher(text);
    return matcher.matches()
        ? Optional.of(new SpiffeId(trustDomain, matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  private static int port(OptionReader reader, String option, String text) {
    return reader
        .read(option, text, "a port from 0 to 65535", RuntimeOptions::portNumber)
        .orElse(0);
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
                IpAddress.parse(host)
                    .map(ip -> new InetSocketAddress(InetAddress.ofLiteral(ip.text()), port)));
  }
}
