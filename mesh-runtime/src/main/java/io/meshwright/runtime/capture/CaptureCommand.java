package io.meshwright.runtime.capture;

import io.meshwright.runtime.model.IpAddress.Family;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code iptables [--ipv6] [--exclude-inbound-ports LIST …]}: prints rules, for scripts that apply
 * them in a network namespace.
 */
public final class CaptureCommand {

  /** How the command is called. */
  public static final String USAGE =
      """
      usage: iptables [--ipv6] [--include-inbound-ports LIST|*] [--exclude-inbound-ports LIST]
                      [--include-outbound-networks LIST|*] [--include-outbound-ports LIST]
                      [--exclude-outbound-networks LIST] [--exclude-outbound-ports LIST]
                      [--exclude-interfaces LIST]
      """;

  private static final int BAD_USAGE = 2;
  private static final List<String> OPTIONS =
      List.of(
          "--include-inbound-ports",
          "--exclude-inbound-ports",
          "--include-outbound-networks",
          "--include-outbound-ports",
          "--exclude-outbound-networks",
          "--exclude-outbound-ports",
          "--exclude-interfaces");

  /** A message for the user. */
  private static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private CaptureCommand() {}

  /**
   * Prints the rules for {@code arguments} (without the command's name) to {@code out}, or what is
   * wrong to {@code err}.
   *
   * @return the exit code
   */
  public static int run(List<String> arguments, Appendable out, Appendable err) throws IOException {
    Family family = Family.IPV4;
    Map<String, String> values = new HashMap<>();
    try {
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (argument.equals("--ipv6")) {
          family = Family.IPV6;
        } else if (OPTIONS.contains(argument) && i + 1 < arguments.size()) {
          i++;
          values.put(argument, arguments.get(i));
        } else {
          throw new UsageException("unknown or incomplete argument: " + argument);
        }
      }
      out.append(CaptureRules.render(policy(values), family));
      return 0;
    } catch (UsageException e) {
      err.append(e.getMessage()).append('\n').append(USAGE);
      return BAD_USAGE;
    }
  }

  private static CapturePolicy policy(Map<String, String> values) throws UsageException {
    return new CapturePolicy(
        read(values, "--include-inbound-ports", "*", CaptureSettingParser::portSelection),
        read(values, "--exclude-inbound-ports", "", CaptureSettingParser::ports),
        read(values, "--include-outbound-networks", "*", CaptureSettingParser::addressSelection),
        read(values, "--include-outbound-ports", "", CaptureSettingParser::ports),
        read(values, "--exclude-outbound-networks", "", CaptureSettingParser::networks),
        read(values, "--exclude-outbound-ports", "", CaptureSettingParser::ports),
        read(values, "--exclude-interfaces", "", CaptureSettingParser::interfaces));
  }

  private static <T> T read(
      Map<String, String> values,
      String option,
      String absent,
      Function<String, Optional<T>> parser)
      throws UsageException {
    String text = values.getOrDefault(option, absent);
    Optional<T> value = parser.apply(text);
    if (value.isEmpty()) {
      throw new UsageException("bad list for " + option + ": " + text);
    }
    return value.get();
  }
}
