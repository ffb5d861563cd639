package io.meshwright.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.capture.CapturePolicy;
import io.meshwright.runtime.capture.CaptureRules;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.config.RuntimeConfig.ListenPorts;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.name.IpAddress.Family;
import io.meshwright.runtime.testing.CommandRun;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {

  @Test
  void discoveryHasTheseDefaults() throws Exception {
    assertThat(Main.discovery(List.of("discovery"), Map.of()))
        .isEqualTo(
            new RuntimeConfig(
                Optional.empty(),
                Optional.empty(),
                new ListenPorts(15012, 15014, 15017, 8080),
                new MeshSettings(
                    "default",
                    "Kubernetes",
                    "",
                    new TrustDomain("cluster.local"),
                    "istio-system",
                    "cluster.local",
                    MeshConfig.DEFAULT),
                "istio-ca-root-cert",
                Optional.empty(),
                Duration.ofMillis(10)));
  }

  @Test
  void everyOptionOfDiscoveryIsRead(@TempDir Path directory) throws Exception {
    List<String> arguments =
        List.of(
            "discovery",
            "--config-dir",
            directory.toString(),
            "--xds-address=[::1]:15010",
            "--secure-xds-port=1",
            "--monitoring-port",
            "2",
            "--webhook-port=3",
            "--health-port=0",
            "--cluster-id=east",
            "--network=net1",
            "--trust-domain=example.org",
            "--revision=v1",
            "--root-namespace=mesh",
            "--dns-domain=corp.local",
            "--trust-bundle-name=blue-roots",
            "--operator-account=system/operator",
            "--debounce=1s");
    assertThat(Main.discovery(arguments, Map.of()))
        .isEqualTo(
            new RuntimeConfig(
                Optional.of(directory),
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 15010)),
                new ListenPorts(1, 2, 3, 0),
                new MeshSettings(
                    "v1",
                    "east",
                    "net1",
                    new TrustDomain("example.org"),
                    "mesh",
                    "corp.local",
                    MeshConfig.DEFAULT),
                "blue-roots",
                Optional.of(new SpiffeId(new TrustDomain("example.org"), "system", "operator")),
                Duration.ofSeconds(1)));
  }

  @Test
  void optionWinsOverEnvironmentAndTheLastOptionWins() throws ConfigException {
    Map<String, String> environment =
        Map.of("MESHWRIGHT_REVISION", "v1", "MESHWRIGHT_CLUSTER_ID", "east", "REVISION", "v0");
    MeshSettings settings =
        Main.discovery(List.of("discovery", "--cluster-id=west", "--cluster-id=north"), environment)
            .settings();
    assertThat(settings.revision()).isEqualTo("v1");
    assertThat(settings.cluster()).isEqualTo("north");
  }

  @Test
  void allProblemsOfDiscoveryAreNamedAtOnce() {
    CommandRun run =
        discovery(
            Map.of("MESHWRIGHT_DEBOUNCE", "soon"),
            "--config-dir=/does/not/exist",
            "--xds-address=localhost:1",
            "--health-port=65536",
            "--what",
            "--trust-domain=a b",
            "--revision=-",
            "--operator-account=operator",
            "--network");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .contains(
            "discovery: --config-dir: found /does/not/exist, expected an existing directory",
            "discovery: --xds-address: found localhost:1, expected HOST:PORT, with an IP address as"
                + " host",
            "discovery: --health-port: found 65536, expected a port from 0 to 65535",
            "discovery: --trust-domain: found a b, expected a trust domain",
            "discovery: --revision: found -, expected letters, digits, dots and dashes",
            "discovery: --operator-account: found operator, expected NAMESPACE/NAME",
            "discovery: --debounce: found soon, expected a duration such as 10ms")
        .anyMatch(line -> line.startsWith("discovery: --what: found --what, expected an option of"))
        .anyMatch(line -> line.startsWith("discovery: --network: ") && line.endsWith("a value"))
        .hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "serve", "--what"})
  void withoutAKnownCommandTheUsageIsShown(String argument) {
    CommandRun run =
        argument.isEmpty()
            ? CommandRun.of(Main.commandLine(Map.of()))
            : CommandRun.of(Main.commandLine(Map.of()), argument);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("discovery").contains("render").contains("iptables");
  }

  @Test
  void helpIsNoError() {
    CommandRun program = CommandRun.of(Main.commandLine(Map.of()), "--help");
    assertThat(program.code()).isZero();
    assertThat(program.out()).contains("MESHWRIGHT_SOME_NAME").contains("iptables");

    CommandRun command = discovery(Map.of("MESHWRIGHT_HELP", "x"), "--help");
    assertThat(command.code()).isZero();
    assertThat(command.out()).contains("--secure-xds-port=PORT").contains("Default: 15012");
    assertThat(command.err()).isEmpty();
  }

  @Test
  void iptablesPrintsWhatIsRendered() {
    CommandRun run =
        CommandRun.of(
            Main.commandLine(Map.of()),
            "iptables",
            "--ipv6",
            "--include-inbound-ports",
            "*",
            "--exclude-outbound-ports",
            "");
    assertThat(run)
        .isEqualTo(new CommandRun(0, CaptureRules.render(CapturePolicy.ALL, Family.IPV6), ""));
  }

  @Test
  void iptablesNamesEveryBadList() {
    CommandRun run =
        CommandRun.of(
            Main.commandLine(Map.of()),
            "iptables",
            "--exclude-inbound-ports=x",
            "--include-outbound-networks=10.0.0.0/40",
            "--exclude-interfaces=a/b");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("iptables: --exclude-inbound-ports: found x, expected ports or ranges")
        .contains("iptables: --include-outbound-networks: found 10.0.0.0/40, expected networks")
        .contains("iptables: --exclude-interfaces: found a/b, expected interface names");
  }

  private static CommandRun discovery(Map<String, String> environment, String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "discovery";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandRun.of(Main.commandLine(environment), arguments);
  }
}
