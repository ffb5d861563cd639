package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.snapshot.Address;
import java.io.IOException;

/** Writes an address as Envoy's {@code core.v3.Address}. */
final class AddressJson {
  private AddressJson() {}

  static void write(JsonWriter out, Address address) throws IOException {
    out.beginObject();
    switch (address) {
      case Address.Ip ip -> socket(out, ip.host().getHostAddress(), ip.port());
      case Address.HostName host -> socket(out, host.name(), host.port());
      case Address.Pipe(String path, int mode) -> {
        out.name("pipe").beginObject().name("path").value(path);
        if (mode != 0) {
          out.name("mode").value(mode);
        }
        out.endObject();
      }
      case Address.Internal internal -> {
        out.name("envoy_internal_address").beginObject();
        out.name("server_listener_name").value(internal.listener());
        out.name("endpoint_id").value(internal.endpointId());
        out.endObject();
      }
    }
    out.endObject();
  }

  private static void socket(JsonWriter out, String host, int port) throws IOException {
    out.name("socket_address").beginObject();
    out.name("address").value(host).name("port_value").value(port);
    out.endObject();
  }
}
