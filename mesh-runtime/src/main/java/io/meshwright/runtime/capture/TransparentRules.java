package io.meshwright.runtime.capture;

import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.capture.CaptureRules.Jump;
import java.util.List;

/**
 * The table mangle of a pod whose inbound connections keep their addresses (istio-features I42).
 *
 * <p>Packets to and from an address that is not the pod's stay in the pod because they are marked,
 * and marked packets are looked up in a routing table of their own, in which every address is the
 * pod's. Who marks what:
 *
 * <ul>
 *   <li>from a client: these rules, so that they reach the proxy;
 *   <li>from the proxy to its application, with the client's source: the proxy's socket;
 *   <li>the application's answers: these rules, by the mark of the connection, which the proxy's
 *       packets left there;
 *   <li>from the proxy as a client to its own pod: these rules with {@link #OWN}, so that they are
 *       captured; anything else on the loopback device is not.
 * </ul>
 */
final class TransparentRules {

  static final Jump INBOUND = new Jump("mangle", "PREROUTING -p tcp -j ISTIO_INBOUND");
  static final Jump OUTBOUND = new Jump("mangle", "OUTPUT -p tcp -j ISTIO_OUTPUT");

  /** What happens to packets of connections that the proxy has, or that are none of its concern. */
  static final String KNOWN = "-m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT";

  /** What happens to others. */
  static final String NEW = "-j ISTIO_TPROXY";

  /** Of Istio. */
  static final int ROUTING_TABLE = 133;

  private static final int MARK = ProxyPod.TRANSPARENT_MARK;
  private static final int OWN = MARK + 1;

  private TransparentRules() {}

  /** The chains up to what is captured of {@code ISTIO_INBOUND}, without {@code COMMIT}. */
  static List<String> chains(String passthroughSource, String loopback) {
    return List.of(
        "*mangle",
        ":ISTIO_INBOUND - [0:0]",
        ":ISTIO_DIVERT - [0:0]",
        ":ISTIO_TPROXY - [0:0]",
        ":ISTIO_OUTPUT - [0:0]",
        "-A ISTIO_DIVERT -j MARK --set-mark " + MARK,
        "-A ISTIO_DIVERT -j ACCEPT",
        "-A ISTIO_TPROXY ! -d %s -p tcp -j TPROXY --on-port %d --tproxy-mark %d/0xffffffff"
            .formatted(loopback, Ports.PROXY_INBOUND, MARK),
        "-A ISTIO_OUTPUT -o lo -m mark --mark " + MARK + " -j RETURN",
        own(loopback, "uid"),
        own(loopback, "gid"),
        "-A ISTIO_OUTPUT -m connmark --mark " + MARK + " -j CONNMARK --restore-mark",
        "-A ISTIO_INBOUND -m mark --mark " + MARK + " -j CONNMARK --save-mark",
        "-A ISTIO_INBOUND -m mark --mark " + MARK + " -j RETURN",
        "-A ISTIO_INBOUND -s " + passthroughSource + " -i lo -j RETURN",
        "-A ISTIO_INBOUND -i lo -m mark ! --mark " + OWN + " -j RETURN");
  }

  private static String own(String loopback, String owner) {
    return "-A ISTIO_OUTPUT ! -d %s -o lo -m owner --%s-owner %d -j MARK --set-mark %d"
        .formatted(loopback, owner, ProxyPod.PROXY_ID, OWN);
  }

  static List<String> jumps() {
    return List.of("-A " + INBOUND.rule(), "-A " + OUTBOUND.rule(), "COMMIT");
  }

  /** Shell commands that make the routing table, again and again with the same end. */
  static String routing(String ip) {
    String rule = "fwmark " + MARK + " lookup " + ROUTING_TABLE;
    return """
        %1$s rule delete %2$s 2>/dev/null || :
        %1$s rule add %2$s
        %1$s route replace local default dev lo table %3$d
        """
        .formatted(ip, rule, ROUTING_TABLE);
  }
}
