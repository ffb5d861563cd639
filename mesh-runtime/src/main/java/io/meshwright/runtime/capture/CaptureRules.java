package io.meshwright.runtime.capture;

import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.capture.PortSelection.PortRange;
import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.IpAddress.Family;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a captured pod, as input of {@code iptables-restore --noflush} or its IPv6 sibling.
 * Chains carry Istio's names, so that tools and people recognise them.
 *
 * <p>The jumps into the chains are appended last; whoever applies the text twice removes them
 * before ({@link #JUMPS}), while the chains themselves are replaced. A line with {@link
 * #NAME_SERVER} is meant once for each name server of the family, which only the pod knows.
 */
public final class CaptureRules {

  /** Stands for the address of a name server of the pod. */
  public static final String NAME_SERVER = "@NAMESERVER@";

  /**
   * A rule outside of own chains.
   *
   * @param rule without {@code -A}
   */
  public record Jump(String table, String rule) {}

  private static final String INBOUND_CHAIN = "ISTIO_INBOUND";
  private static final String OUTBOUND_CHAIN = "ISTIO_OUTPUT";
  private static final String REDIRECT = "ISTIO_REDIRECT";

  /** Not Istio's, which repeats these rules for each interface and network. */
  private static final String VIRTUAL_CHAIN = "ISTIO_VIRTUAL";

  private static final Jump INBOUND = new Jump("nat", "PREROUTING -p tcp -j ISTIO_INBOUND");
  private static final Jump OUTBOUND = new Jump("nat", "OUTPUT -p tcp -j ISTIO_OUTPUT");

  /** All that there may be. */
  public static final List<Jump> JUMPS =
      List.of(
          INBOUND,
          OUTBOUND,
          GapRules.ANSWERS,
          DnsRules.QUESTIONS,
          DnsRules.ZONES_SENT,
          DnsRules.ZONES_RECEIVED,
          TransparentRules.INBOUND,
          TransparentRules.OUTBOUND);

  /** Ports of the proxy itself that scrapers, kubelets and peers reach directly. */
  private static final List<Integer> PROXY_PORTS =
      List.of(Ports.PROXY_HBONE, Ports.PROXY_METRICS, Ports.PROXY_READINESS, Ports.PROXY_STATUS);

  /** Tells apart what differs between IPv4 and IPv6. */
  private record Addresses(Family family, String passthroughSource, String loopback) {}

  private static final Addresses IPV4 = new Addresses(Family.IPV4, "127.0.0.6/32", "127.0.0.1/32");

  /** Where requests of an IPv6 pod are passed on from. */
  static final String PASSED_ON_V6 = "::6/128";

  private static final Addresses IPV6 = new Addresses(Family.IPV6, PASSED_ON_V6, "::1/128");

  private final CapturePolicy policy;
  private final Addresses addresses;
  private final List<String> rules = new ArrayList<>();

  private CaptureRules(CapturePolicy policy, Addresses addresses) {
    this.policy = policy;
    this.addresses = addresses;
  }

  /** The rules of one family, ending in a line feed. Networks of the other family are left out. */
  public static String render(CapturePolicy policy, Family family) {
    return new CaptureRules(policy, family == Family.IPV4 ? IPV4 : IPV6).render();
  }

  private String render() {
    rules.add("*nat");
    for (String chain : List.of(INBOUND_CHAIN, "ISTIO_IN_REDIRECT", OUTBOUND_CHAIN, REDIRECT)) {
      rules.add(":" + chain + " - [0:0]");
    }
    if (!policy.virtualInterfaces().isEmpty()) {
      rules.add(":" + VIRTUAL_CHAIN + " - [0:0]");
    }
    if (policy.dns()) {
      rules.add(":" + DnsRules.CHAIN + " - [0:0]");
    }
    rules.add("-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports " + Ports.PROXY_OUTBOUND);
    rules.add("-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports " + Ports.PROXY_INBOUND);
    if (policy.dns()) {
      rules.addAll(DnsRules.redirects(policy.excludeInterfaces()));
    }
    virtual();
    if (!transparent()) {
      untouched();
      captured("-j ISTIO_IN_REDIRECT");
    }
    outbound();
    rules.add("-A " + INBOUND.rule());
    rules.add("-A " + OUTBOUND.rule());
    if (policy.dns()) {
      rules.add("-A " + DnsRules.QUESTIONS.rule());
    }
    rules.add("COMMIT");
    rules.addAll(GapRules.filter());
    if (policy.dns()) {
      rules.addAll(DnsRules.zones());
    }
    if (transparent()) {
      mangle();
    }
    return String.join("\n", rules) + "\n";
  }

  private boolean transparent() {
    return policy.mode() == InterceptionMode.TPROXY;
  }

  private void mangle() {
    rules.addAll(TransparentRules.chains(addresses.passthroughSource(), addresses.loopback()));
    policy.virtualInterfaces().forEach(name -> inbound("-i " + name, "RETURN"));
    untouched();
    captured(TransparentRules.KNOWN, TransparentRules.NEW);
    rules.addAll(TransparentRules.jumps());
  }

  /** What a machine inside of the pod sends into it leaves by the proxy, and by nothing else. */
  private void virtual() {
    policy
        .virtualInterfaces()
        .forEach(
            name -> {
              inbound("-i " + name + " -p tcp", VIRTUAL_CHAIN);
              inbound("-i " + name, "RETURN");
            });
    if (!policy.virtualInterfaces().isEmpty()) {
      policy.excludeOutboundPorts().forEach(range -> rule(VIRTUAL_CHAIN, toPort(range), "RETURN"));
      destinations(VIRTUAL_CHAIN);
    }
  }

  private void untouched() {
    policy.excludeInterfaces().forEach(name -> inbound("-i " + name, "RETURN"));
    PROXY_PORTS.forEach(port -> inbound("-p tcp --dport " + port, "RETURN"));
    policy.excludeInbound().stream()
        .filter(range -> range.first() != range.last() || !PROXY_PORTS.contains(range.first()))
        .forEach(range -> inbound(toPort(range), "RETURN"));
  }

  private void captured(String... targets) {
    List<String> matches =
        switch (policy.includeInbound()) {
          case PortSelection.All _ -> List.of("-p tcp");
          case PortSelection.Only only -> only.ranges().stream().map(CaptureRules::toPort).toList();
        };
    for (String match : matches) {
      for (String target : targets) {
        rules.add("-A " + INBOUND_CHAIN + " " + match + " " + target);
      }
    }
  }

  /** The order is that of istio-features I41: the first match decides. */
  private void outbound() {
    policy.excludeInterfaces().forEach(name -> outbound("-o " + name, "RETURN"));
    policy.excludeOutboundPorts().forEach(range -> outbound(toPort(range), "RETURN"));
    if (policy.dns()) {
      outbound("-p tcp --dport " + DnsRules.PORT, DnsRules.CHAIN);
    }

    // The proxy's connection to its own application: must arrive there.
    outbound("-s " + addresses.passthroughSource() + " -o lo", "RETURN");
    for (String owner : List.of("uid", "gid")) {
      if (!transparent()) {
        // The application calls itself by a Service: it left through the proxy and comes in by it.
        outbound(
            "! -d %s -o lo -p tcp %s -m owner --%s-owner %d"
                .formatted(addresses.loopback(), notBySidecar(), owner, ProxyPod.PROXY_ID),
            "ISTIO_IN_REDIRECT");
      }
      outbound("-o lo -m owner ! --" + owner + "-owner " + ProxyPod.PROXY_ID, "RETURN");
      outbound("-m owner --" + owner + "-owner " + ProxyPod.PROXY_ID, "RETURN");
    }
    outbound("-d " + addresses.loopback(), "RETURN");
    destinations(OUTBOUND_CHAIN);
  }

  private void destinations(String chain) {
    ofFamily(policy.excludeOutbound()).forEach(network -> rule(chain, "-d " + network, "RETURN"));
    policy.includeOutboundPorts().forEach(range -> rule(chain, toPort(range), REDIRECT));
    switch (policy.includeOutbound()) {
      case AddressSelection.All _ -> rule(chain, "-p tcp", REDIRECT);
      case AddressSelection.Only only ->
          ofFamily(only.networks()).forEach(network -> rule(chain, "-d " + network, REDIRECT));
    }
  }

  /** Ports on which the proxy does not reach its own pod through itself. */
  private String notBySidecar() {
    return policy.dns()
        ? "-m multiport ! --dports %d,%d".formatted(DnsRules.PORT, Ports.PROXY_HBONE)
        : "! --dport " + Ports.PROXY_HBONE;
  }

  private void inbound(String match, String target) {
    rule(INBOUND_CHAIN, match, target);
  }

  private void outbound(String match, String target) {
    rule(OUTBOUND_CHAIN, match, target);
  }

  private void rule(String chain, String match, String target) {
    rules.add("-A " + chain + " " + match + " -j " + target);
  }

  private static String toPort(PortRange range) {
    return "-p tcp --dport " + range;
  }

  private List<String> ofFamily(List<Cidr> networks) {
    return networks.stream()
        .filter(network -> network.address().family() == addresses.family())
        .map(network -> network.address() + "/" + network.prefixLength())
        .toList();
  }
}
