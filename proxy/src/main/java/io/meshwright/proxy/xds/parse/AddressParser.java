package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SocketPath;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses and blocks of addresses. */
final class AddressParser {
  /** All permissions of a file. */
  private static final int MAX_MODE = 0_777;

  private AddressParser() {}

  /** An IP address and port; no name. */
  static Address.Ip ip(io.envoyproxy.envoy.config.core.v3.Address address, Where where)
      throws ConfigException {
    if (!address.hasSocketAddress()) {
      throw where.error(address.getAddressCase().toString(), "a socket_address");
    }
    return ip(address.getSocketAddress(), where.field("socket_address"));
  }

  /** An IP address and port, or a Unix socket. */
  static Address ipOrPipe(io.envoyproxy.envoy.config.core.v3.Address address, Where where)
      throws ConfigException {
    if (address.hasPipe()) {
      return pipe(address.getPipe(), where.field("pipe"));
    }
    if (!address.hasSocketAddress()) {
      throw where.error(address.getAddressCase().toString(), "a socket_address or pipe");
    }
    return ip(address.getSocketAddress(), where.field("socket_address"));
  }

  private static Address.Pipe pipe(Pipe pipe, Where where) throws ConfigException {
    if (!SocketPath.valid(pipe.getPath())) {
      throw where.field("path").error(pipe.getPath(), SocketPath.expected());
    }
    int mode = pipe.getMode();
    if (mode < 0 || mode > MAX_MODE) {
      throw where.field("mode").error(Integer.toUnsignedString(mode), "0 to " + MAX_MODE);
    }
    if (mode != 0 && pipe.getPath().startsWith(SocketPath.ABSTRACT)) {
      throw where.field("mode").error("" + mode, "none: an abstract name has no file");
    }
    return new Address.Pipe(pipe.getPath(), mode);
  }

  static Address.Ip ip(SocketAddress socket, Where where) throws ConfigException {
    requireTcp(socket, where);
    return new Address.Ip(
        literal(socket.getAddress(), where.field("address")),
        Values.port(socket.getPortValue(), where.field("port_value")));
  }

  /** What is dialled: an IP address, a name if it is none, or a Unix socket. */
  static Address endpoint(io.envoyproxy.envoy.config.core.v3.Address address, Where where)
      throws ConfigException {
    if (!address.hasSocketAddress()) {
      return ipOrPipe(address, where);
    }
    SocketAddress socket = address.getSocketAddress();
    Where there = where.field("socket_address");
    if (looksLikeAddress(socket.getAddress())) {
      return ip(socket, there);
    }
    requireTcp(socket, there);
    return new Address.HostName(
        Values.required(socket.getAddress(), there.field("address")),
        Values.port(socket.getPortValue(), there.field("port_value")));
  }

  static List<CidrRange> ranges(
      List<io.envoyproxy.envoy.config.core.v3.CidrRange> ranges, String field, Where where)
      throws ConfigException {
    List<CidrRange> parsed = new ArrayList<>(ranges.size());
    for (int i = 0; i < ranges.size(); i++) {
      parsed.add(range(ranges.get(i), where.item(field, i)));
    }
    return parsed;
  }

  static CidrRange range(io.envoyproxy.envoy.config.core.v3.CidrRange range, Where where)
      throws ConfigException {
    InetAddress network = literal(range.getAddressPrefix(), where.field("address_prefix"));
    int length = range.getPrefixLen().getValue();
    try {
      return new CidrRange(network, length);
    } catch (IllegalArgumentException _) {
      throw where.field("prefix_len").error("" + length, "a length of the address's family");
    }
  }

  static InetAddress literal(String text, Where where) throws ConfigException {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      throw where.error(text, "an IPv4 or IPv6 address");
    }
  }

  private static boolean looksLikeAddress(String text) {
    if (text.indexOf(':') >= 0) {
      return true;
    }
    int last = text.lastIndexOf('.');
    String tail = text.substring(last + 1);
    return !tail.isEmpty() && tail.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static void requireTcp(SocketAddress socket, Where where) throws ConfigException {
    if (socket.getProtocol() != SocketAddress.Protocol.TCP) {
      throw where.field("protocol").error(socket.getProtocol().name(), "TCP");
    }
  }
}
