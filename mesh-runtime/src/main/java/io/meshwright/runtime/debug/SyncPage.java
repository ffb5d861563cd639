package io.meshwright.runtime.debug;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.XdsType;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code syncz}: the last response of each type, and the last that was accepted. They are equal if
 * the client has followed; {@code istioctl proxy-status} compares them.
 */
final class SyncPage {

  /** The words of istiod's page for the types that it names one by one. */
  private static final Map<XdsType, String> WORDS =
      Map.of(
          XdsType.CLUSTER, "cluster",
          XdsType.LISTENER, "listener",
          XdsType.ROUTE, "route",
          XdsType.ENDPOINT, "endpoint",
          XdsType.EXTENSION_CONFIG, "extensionconfig");

  private SyncPage() {}

  static ArrayNode of(Collection<ConnectedProxy.View> clients) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    clients.stream()
        .sorted(Comparator.comparing(client -> client.node().toString()))
        .forEach(client -> page.add(status(client)));
    return page;
  }

  private static ObjectNode status(ConnectedProxy.View client) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("cluster_id", client.proxy().cluster());
    status.put("proxy", client.node().toString());
    status.put("proxy_type", client.node().type().word());
    status.put("proxy_version", client.build().version());
    status.put("istio_version", client.proxy().software().version());
    ObjectNode resources = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(client.types())
        .forEach(
            (type, exchange) -> {
              String word = WORDS.get(type);
              if (word != null) {
                status.put(word + "_sent", exchange.sent());
                put(status, word + "_acked", exchange.accepted().orElse(null));
              }
              ObjectNode resource = resources.putObject(type.typeUrl());
              resource.put("sent", exchange.sent());
              put(resource, "acked", exchange.accepted().orElse(null));
              resource.put("sentTime", exchange.sentAt().toString());
              put(resource, "lastError", client.rejections().get(type));
            });
    status.set("resources", resources);
    return status;
  }

  private static void put(ObjectNode object, String field, @Nullable String text) {
    if (text != null) {
      object.put(field, text);
    }
  }
}
