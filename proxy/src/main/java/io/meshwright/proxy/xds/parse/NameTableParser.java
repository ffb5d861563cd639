package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.NameTable.Host;
import io.meshwright.proxy.snapshot.NameTable.ServiceName;
import io.meshwright.xds.ConfigException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code istio.networking.nds.v1.NameTable}. */
final class NameTableParser {
  private NameTableParser() {}

  static NameTable parse(io.meshwright.xds.proto.nds.NameTable proto, Where where)
      throws ConfigException {
    Map<String, Host> hosts = new HashMap<>();
    for (var entry : proto.getTableMap().entrySet()) {
      hosts.put(
          entry.getKey().toLowerCase(Locale.ROOT),
          host(entry.getValue(), where.key("table", entry.getKey())));
    }
    return new NameTable(hosts);
  }

  private static Host host(io.meshwright.xds.proto.nds.NameTable.NameInfo info, Where where)
      throws ConfigException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0; i < info.getIpsCount(); i++) {
      try {
        addresses.add(InetAddress.ofLiteral(info.getIps(i)));
      } catch (IllegalArgumentException _) {
        throw where.item("ips", i).error(info.getIps(i), "an IPv4 or IPv6 address");
      }
    }
    return new Host(addresses, service(info));
  }

  private static @Nullable ServiceName service(
      io.meshwright.xds.proto.nds.NameTable.NameInfo info) {
    return info.getShortname().isEmpty() || info.getNamespace().isEmpty()
        ? null
        : new ServiceName(info.getShortname(), info.getNamespace());
  }
}
