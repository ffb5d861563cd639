package io.meshwright.runtime.capture;

import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.capture.CaptureRules.Jump;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that lead a pod's questions to its proxy, and keep them apart from the proxy's own to
 * the same servers (istio-features I41). Both may leave from the same UDP port to the same server:
 * without a zone of its own, connection tracking would take one for the other.
 */
final class DnsRules {

  /** Of name servers (RFC 1035). */
  static final int PORT = 53;

  /** In the tables nat and raw. */
  static final String CHAIN = "ISTIO_OUTPUT_DNS";

  static final Jump QUESTIONS = new Jump("nat", "OUTPUT -p udp --dport " + PORT + " -j " + CHAIN);
  static final Jump ZONES_SENT = new Jump("raw", "OUTPUT -p udp -j " + CHAIN);
  static final Jump ZONES_RECEIVED = new Jump("raw", "PREROUTING -p udp -j ISTIO_INBOUND");

  /** Of what the proxy and the name servers say to each other. */
  private static final String UPSTREAM = "CT --zone 1";

  /** Of what the application and the proxy say to each other. */
  private static final String DOWNSTREAM = "CT --zone 2";

  private static final List<String> OWNERS =
      List.of("uid-owner " + ProxyPod.PROXY_ID, "gid-owner " + ProxyPod.PROXY_ID);

  private DnsRules() {}

  /** The chain of the table nat that UDP and TCP to port 53 pass through. */
  static List<String> redirects(List<String> excludedInterfaces) {
    List<String> rules = new ArrayList<>();
    excludedInterfaces.forEach(name -> rules.add(rule(CHAIN, "-o " + name, "RETURN")));
    OWNERS.forEach(owner -> rules.add(rule(CHAIN, "-m owner --" + owner, "RETURN")));
    for (String protocol : List.of("udp", "tcp")) {
      rules.add(
          rule(
              CHAIN,
              "-d %s -p %s --dport %d".formatted(CaptureRules.NAME_SERVER, protocol, PORT),
              "REDIRECT --to-ports " + Ports.PROXY_DNS));
    }
    return rules;
  }

  /** The table raw. */
  static List<String> zones() {
    List<String> rules = new ArrayList<>();
    rules.add("*raw");
    rules.add(":ISTIO_INBOUND - [0:0]");
    rules.add(":" + CHAIN + " - [0:0]");
    for (String owner : OWNERS) {
      rules.add(rule(CHAIN, "-p udp --dport " + PORT + " -m owner --" + owner, UPSTREAM));
      rules.add(
          rule(CHAIN, "-p udp --sport " + Ports.PROXY_DNS + " -m owner --" + owner, DOWNSTREAM));
    }
    rules.add(
        rule(
            CHAIN,
            "-d %s -p udp --dport %d".formatted(CaptureRules.NAME_SERVER, PORT),
            DOWNSTREAM));
    rules.add(
        rule(
            "ISTIO_INBOUND",
            "-s %s -p udp --sport %d".formatted(CaptureRules.NAME_SERVER, PORT),
            UPSTREAM));
    rules.add("-A " + ZONES_SENT.rule());
    rules.add("-A " + ZONES_RECEIVED.rule());
    rules.add("COMMIT");
    return rules;
  }

  private static String rule(String chain, String match, String target) {
    return "-A " + chain + " " + match + " -j " + target;
  }
}
