package io.meshwright.runtime.render;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The filters that say only by their name how they are configured. */
final class ExtensionReferences {
  private ExtensionReferences() {}

  /** Names of configurations that come over the stream of configuration. */
  static Set<String> in(Collection<? extends Message> listeners) {
    Set<String> names = new TreeSet<>();
    listeners.forEach(listener -> PackedMessages.visit(listener, message -> add(message, names)));
    return names;
  }

  private static void add(Message message, Set<String> names) {
    if (message instanceof HttpFilter filter
        && filter.getConfigDiscovery().getConfigSource().hasAds()) {
      names.add(filter.getName());
    } else if (message instanceof Filter filter
        && filter.getConfigDiscovery().getConfigSource().hasAds()) {
      names.add(filter.getName());
    }
  }
}
