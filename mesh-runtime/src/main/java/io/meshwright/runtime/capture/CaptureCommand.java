package io.meshwright.runtime.capture;

import io.meshwright.runtime.config.OptionReader;
import io.meshwright.runtime.model.name.IpAddress.Family;
import io.meshwright.xds.ConfigException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code iptables}: prints rules, for scripts that apply them in a network namespace. */
@Command(
    name = "iptables",
    description = "Prints the rules that lead a pod's traffic through its proxy.")
@SuppressWarnings("NullAway.Init") // the spec is set by picocli
public final class CaptureCommand implements Callable<Integer> {

  @Option(names = "--ipv6", description = "for ip6tables")
  private boolean ipv6;

  @Option(names = "--mode", paramLabel = "MODE", defaultValue = "REDIRECT")
  private String mode = "";

  @Option(names = "--include-inbound-ports", paramLabel = "LIST|*", defaultValue = "*")
  private String includeInboundPorts = "";

  @Option(names = "--exclude-inbound-ports", paramLabel = "LIST", defaultValue = "")
  private String excludeInboundPorts = "";

  @Option(names = "--include-outbound-networks", paramLabel = "LIST|*", defaultValue = "*")
  private String includeOutboundNetworks = "";

  @Option(names = "--include-outbound-ports", paramLabel = "LIST", defaultValue = "")
  private String includeOutboundPorts = "";

  @Option(names = "--exclude-outbound-networks", paramLabel = "LIST", defaultValue = "")
  private String excludeOutboundNetworks = "";

  @Option(names = "--exclude-outbound-ports", paramLabel = "LIST", defaultValue = "")
  private String excludeOutboundPorts = "";

  @Option(names = "--exclude-interfaces", paramLabel = "LIST", defaultValue = "")
  private String excludeInterfaces = "";

  @Option(names = "--reroute-virtual-interfaces", paramLabel = "LIST", defaultValue = "")
  private String virtualInterfaces = "";

  @Option(names = "--dns", description = "with rules for each name server, as @NAMESERVER@")
  private boolean dns;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    CapturePolicy policy = policy(new OptionReader(spec));
    PrintWriter out = spec.commandLine().getOut();
    out.print(CaptureRules.render(policy, ipv6 ? Family.IPV6 : Family.IPV4));
    out.flush();
    return 0;
  }

  private CapturePolicy policy(OptionReader reader) throws ConfigException {
    CapturePolicy policy =
        new CapturePolicy(
            reader
                .read("--mode", mode, InterceptionMode.EXPECTED, InterceptionMode::of)
                .orElse(InterceptionMode.REDIRECT),
            reader
                .read(
                    "--include-inbound-ports",
                    includeInboundPorts,
                    CaptureSettingParser.PORTS_EXPECTED + ", or *",
                    CaptureSettingParser::portSelection)
                .orElse(new PortSelection.All()),
            ports(reader, "--exclude-inbound-ports", excludeInboundPorts),
            reader
                .read(
                    "--include-outbound-networks",
                    includeOutboundNetworks,
                    CaptureSettingParser.NETWORKS_EXPECTED + ", or *",
                    CaptureSettingParser::addressSelection)
                .orElse(new AddressSelection.All()),
            ports(reader, "--include-outbound-ports", includeOutboundPorts),
            reader
                .read(
                    "--exclude-outbound-networks",
                    excludeOutboundNetworks,
                    CaptureSettingParser.NETWORKS_EXPECTED,
                    CaptureSettingParser::networks)
                .orElse(List.of()),
            ports(reader, "--exclude-outbound-ports", excludeOutboundPorts),
            interfaces(reader, "--exclude-interfaces", excludeInterfaces),
            interfaces(reader, "--reroute-virtual-interfaces", virtualInterfaces),
            dns);
    reader.requireNoErrors();
    return policy;
  }

  private static List<PortSelection.PortRange> ports(
      OptionReader reader, String option, String text) {
    return reader
        .read(option, text, CaptureSettingParser.PORTS_EXPECTED, CaptureSettingParser::ports)
        .orElse(List.of());
  }

  private static List<String> interfaces(OptionReader reader, String option, String text) {
    return reader
        .read(
            option,
            text,
            CaptureSettingParser.INTERFACES_EXPECTED,
            CaptureSettingParser::interfaces)
        .orElse(List.of());
  }
}
