package io.meshwright.runtime.debug;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.xds.Acknowledgement;
import io.meshwright.xds.XdsType;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code config_distribution}: which generation of a resource each proxy has acknowledged. {@code
 * istioctl experimental wait} compares it with the one in the API server. A generation is said only
 * of a proxy that has acknowledged all of the newest model: what older ones had is not known.
 */
final class DistributionPage {
  private static final int PARTS = 5;

  /** The types that istiod's page has, by its words. */
  private static final Map<String, XdsType> TYPES =
      new TreeMap<>(
          Map.of(
              "cluster_acked", XdsType.CLUSTER,
              "endpoint_acked", XdsType.ENDPOINT,
              "listener_acked", XdsType.LISTENER,
              "route_acked", XdsType.ROUTE));

  private DistributionPage() {}

  /**
   * What was read last.
   *
   * @param version of the model in force
   */
  record Seen(long version, ResourceReport report) {
    static final Seen NOTHING = new Seen(Long.MAX_VALUE, ResourceReport.EMPTY);

    /** Empty for a resource that is not in force in the state that was read. */
    private Optional<String> generation(ResourceRef resource) {
      return report.errors().containsKey(resource)
          ? Optional.empty()
          : Optional.ofNullable(report.read().get(resource))
              .map(read -> Long.toString(read.generation()));
    }
  }

  /** Reads {@code GROUP/VERSION/KIND/NAMESPACE/NAME}; empty if it names no kind of ours. */
  static Optional<ResourceRef> resource(String key) {
    String[] parts = key.split("/", -1);
    return parts.length != PARTS
        ? Optional.empty()
        : ResourceKind.of(parts[0] + "/" + parts[1], parts[2])
            .map(kind -> new ResourceRef(kind, parts[3], parts[4]));
  }

  static ArrayNode of(Collection<Acknowledgement> proxies, ResourceRef resource, Seen seen) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    Optional<String> generation = seen.generation(resource);
    proxies.stream()
        .sorted(Comparator.comparing(proxy -> proxy.proxy().node().toString()))
        .forEach(
            proxy -> {
              ObjectNode versions = page.addObject();
              versions.put(
                  "proxy", proxy.proxy().node().pod() + "." + proxy.proxy().node().namespace());
              if (proxy.version() >= seen.version()) {
                generation.ifPresent(known -> put(versions, proxy, known));
              }
            });
    return page;
  }

  private static void put(ObjectNode versions, Acknowledgement proxy, String generation) {
    TYPES.forEach(
        (word, type) -> {
          if (proxy.rejections().stream().noneMatch(rejection -> rejection.type() == type)) {
            versions.put(word, generation);
          }
        });
  }
}
