package io.meshwright.runtime.capture;

import io.meshwright.runtime.capture.PortSelection.PortRange;
import io.meshwright.runtime.model.name.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the comma-separated lists of annotations and flags. A list is taken as a whole or, with one
 * bad item, not at all: what is captured is never guessed.
 */
public final class CaptureSettingParser {

  /** What a port list may look like, for error messages. */
  public static final String PORTS_EXPECTED = "ports or ranges such as 80,8000-8010, 1 to 65535";

  /** What a network list may look like, for error messages. */
  public static final String NETWORKS_EXPECTED = "networks such as 10.0.0.0/8,fd00::/8";

  /** What an interface list may look like, for error messages. */
  public static final String INTERFACES_EXPECTED = "interface names such as net1,eth1";

  private static final String ALL = "*";

  /** Linux: at most 15 bytes without slash and space; fewer here, as the name goes into a rule. */
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

  private CaptureSettingParser() {}

  /** Ports and ranges; the empty text is the empty list. */
  public static Optional<List<PortRange>> ports(String text) {
    List<PortRange> ranges = new ArrayList<>();
    for (String item : items(text)) {
      Optional<PortRange> range = range(item);
      if (range.isEmpty()) {
        return Optional.empty();
      }
      ranges.add(range.get());
    }
    return Optional.of(ranges);
  }

  /** As {@link #ports}, and {@code *} is all of them. */
  public static Optional<PortSelection> portSelection(String text) {
    return text.strip().equals(ALL)
        ? Optional.of(new PortSelection.All())
        : ports(text).map(PortSelection.Only::new);
  }

  /** Networks; the empty text is the empty list. */
  public static Optional<List<Cidr>> networks(String text) {
    List<Cidr> networks = new ArrayList<>();
    for (String item : items(text)) {
      Optional<Cidr> network = Cidr.parse(item);
      if (network.isEmpty()) {
        return Optional.empty();
      }
      networks.add(network.get());
    }
    return Optional.of(networks);
  }

  /** As {@link #networks}, and {@code *} is all of them. */
  public static Optional<AddressSelection> addressSelection(String text) {
    return text.strip().equals(ALL)
        ? Optional.of(new AddressSelection.All())
        : networks(text).map(AddressSelection.Only::new);
  }

  /** Names of network interfaces. */
  public static Optional<List<String>> interfaces(String text) {
    List<String> names = items(text);
    return names.stream().allMatch(name -> INTERFACE.matcher(name).matches())
        ? Optional.of(names)
        : Optional.empty();
  }

  private static Optional<PortRange> range(String item) {
    String[] ends = item.split("-", -1);
    try {
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      return ends.length > 2 ? Optional.empty() : Optional.of(new PortRange(first, last));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static List<String> items(String text) {
    String trimmed = text.strip();
    return trimmed.isEmpty()
        ? List.of()
        : List.of(trimmed.split(",", -1)).stream().map(String::strip).toList();
  }
}
