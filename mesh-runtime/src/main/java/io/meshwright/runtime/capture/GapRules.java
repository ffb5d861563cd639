package io.meshwright.runtime.capture;

import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.capture.CaptureRules.Jump;
import java.util.List;

/**
 * The rules that let connections of the application wait while the proxy is not there: before it
 * has started, and while its container is replaced.
 *
 * <p>Without them the kernel refuses such a connection, for nobody listens on the proxy's port.
 * With them it says nothing, and the side that connects asks again after a second (RFC 6298,
 * section 2), which whoever set a longer limit does not notice. Connections from outside are
 * refused as ever, so that peers turn to another pod at once.
 */
final class GapRules {

  private static final String CHAIN = "ISTIO_GAP";

  static final Jump ANSWERS = new Jump("filter", "OUTPUT -p tcp -j " + CHAIN);

  private GapRules() {}

  /** The table filter. A connection that the proxy itself resets has been established before. */
  static List<String> filter() {
    return List.of(
        "*filter",
        ":" + CHAIN + " - [0:0]",
        "-A %s -p tcp --sport %d --tcp-flags RST,ACK RST,ACK -m conntrack --ctdir REPLY ! --ctstatus ASSURED -j DROP"
            .formatted(CHAIN, Ports.PROXY_OUTBOUND),
        "-A " + ANSWERS.rule(),
        "COMMIT");
  }
}
