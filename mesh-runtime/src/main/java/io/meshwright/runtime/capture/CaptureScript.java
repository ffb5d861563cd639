package io.meshwright.runtime.capture;

import io.meshwright.runtime.model.name.IpAddress.Family;
import java.util.List;
import java.util.Locale;

/**
 * The shell program of the init container: applies rules that it is given by environment, for the
 * address families and the name servers that the pod has. Starts no JVM (design D7), runs under
 * dash, and needs {@code xtables-nft-multi} and {@code ip}: unlike 127.0.0.6, the address that
 * requests of an IPv6 pod are passed on from has to be given to the loopback interface.
 */
public final class CaptureScript {

  /** Environment variable with the addresses of the pod, comma-separated. */
  public static final String ADDRESSES = "POD_IPS";

  /** Environment variable with the IPv4 rules. */
  public static final String RULES_V4 = "CAPTURE_RULES_V4";

  /** Environment variable with the IPv6 rules. */
  public static final String RULES_V6 = "CAPTURE_RULES_V6";

  private static final String TOOL = "/usr/sbin/xtables-nft-multi";

  private CaptureScript() {}

  /** The command of the container. Ends with an error if no family could be captured. */
  public static List<String> command() {
    return List.of("/bin/sh", "-euc", TEXT);
  }

  private static final String TEXT =
      """
      captured= servers4= servers6=
      while read -r word server _; do
      case "$word $server" in
      nameserver\\ *[!0-9a-fA-F.:]*) ;;
      nameserver\\ *:*) servers6="$servers6 $server";;
      nameserver\\ *.*) servers4="$servers4 $server";;
      esac; done < /etc/resolv.conf
      rules() { printf '%%s\\n' "$1" | while IFS= read -r line; do
      case "$line" in *%1$s*)
      for server in $2; do printf '%%s\\n' "${line%%%%%1$s*}$server${line#*%1$s}"; done;;
      *) printf '%%s\\n' "$line";; esac; done; }
      case "$%2$s" in *.*)
      %3$scaptured="IPv4 ";; esac
      case "$%2$s" in *:*)
      ip -6 address replace %4$s dev lo
      %5$scaptured="${captured}IPv6";; esac
      [ -n "$captured" ] || { echo "the pod has no address: found '$%2$s'" >&2; exit 1; }
      echo "capturing $captured"
      """
          .formatted(
              CaptureRules.NAME_SERVER,
              ADDRESSES,
              family(Family.IPV4, "iptables", RULES_V4, "servers4"),
              CaptureRules.PASSED_ON_V6,
              family(Family.IPV6, "ip6tables", RULES_V6, "servers6"));

  /** Removes the jumps of an earlier run of the container, then replaces the chains. */
  private static String family(Family family, String tool, String rules, String servers) {
    StringBuilder lines = new StringBuilder();
    for (CaptureRules.Jump jump : CaptureRules.JUMPS) {
      lines.append(
          "while %s %s -t %s -D %s 2>/dev/null; do :; done\n"
              .formatted(TOOL, tool, jump.table(), jump.rule()));
    }
    lines.append(
        "rules \"$%s\" \"$%s\" | %s %s-restore --noflush || { echo \"%s rules refused\" >&2; exit 1;"
                .formatted(rules, servers, TOOL, tool, family.name().toLowerCase(Locale.ROOT))
            + " }\n");
    lines.append(
        "case \"$%s\" in *TPROXY*)\n%s;; esac\n"
            .formatted(rules, TransparentRules.routing(family == Family.IPV4 ? "ip -4" : "ip -6")));
    return lines.toString();
  }
}
