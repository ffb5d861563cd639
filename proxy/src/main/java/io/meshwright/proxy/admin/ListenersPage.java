package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Listener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /listeners}: what accepts connections, in Envoy's two forms. */
final class ListenersPage {
  private final List<Listener> listeners;

  ListenersPage(Map<String, Listener> listeners, List<String> bound) {
    this.listeners =
        new TreeMap<>(listeners)
            .values().stream()
                .filter(one -> !one.bindToPort() || bound.contains(one.name()))
                .toList();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Listener listener : listeners) {
      for (Address address : listener.addresses()) {
        text.append(listener.name()).append("::").append(address).append('\n');
      }
    }
    return text.toString();
  }

  void write(JsonWriter out) throws IOException {
    out.beginObject().name("listener_statuses").beginArray();
    for (Listener listener : listeners) {
      List<Address> addresses = listener.addresses();
      out.beginObject().name("name").value(listener.name());
      out.name("local_address");
      AddressJson.write(out, addresses.getFirst());
      if (addresses.size() > 1) {
        out.name("additional_local_addresses").beginArray();
        for (Address address : addresses.subList(1, addresses.size())) {
          AddressJson.write(out, address);
        }
        out.endArray();
      }
      out.endObject();
    }
    out.endArray().endObject();
  }
}
