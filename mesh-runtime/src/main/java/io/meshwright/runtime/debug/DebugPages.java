package io.meshwright.runtime.debug;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import io.grpc.Status;
import io.grpc.StatusException;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.identity.Clearance;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.render.ConfigDumps;
import io.meshwright.runtime.snapshot.ConfigState;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers questions about this replica: about proxies only if they are connected to it. Whoever may
 * not see a proxy is told the same as if there were none. Thread-safe; a dump compiles all that a
 * proxy gets.
 */
public final class DebugPages {

  /** The parameter that names a proxy: its whole node id, or {@code POD.NAMESPACE}. */
  private static final String PROXY = "proxyID";

  private final MeshPublisher publisher;
  private final ConnectedProxies proxies;
  private volatile DistributionPage.Seen seen = DistributionPage.Seen.NOTHING;

  public DebugPages(MeshPublisher publisher, ConnectedProxies proxies) {
    this.publisher = publisher;
    this.proxies = proxies;
    // the model and what was read for it, as a pair
    publisher.observe(
        (model, state) -> seen = new DistributionPage.Seen(model.version(), state.report()));
  }

  /**
   * The page, as JSON.
   *
   * @throws StatusException why there is none
   */
  public String page(Question question, Clearance clearance) throws StatusException {
    return switch (question.page()) {
      case CONFIG_DUMP -> ConfigDumps.json(dump(question.parameter(PROXY), clearance));
      case SYNCZ -> SyncPage.of(clients(question, clearance)).toPrettyString();
      case ENDPOINTZ -> RegistryPage.endpoints(all(clearance)).toPrettyString();
      case REGISTRYZ -> RegistryPage.services(all(clearance)).toPrettyString();
      case CONFIGZ -> {
        all(clearance);
        yield problems(publisher.state()).toPrettyString();
      }
      case CONFIG_DISTRIBUTION -> {
        all(clearance);
        yield distribution(question).toPrettyString();
      }
      case CLUSTERZ -> clusters(all(clearance)).toPrettyString();
    };
  }

  /** All clients, for those who may see all. */
  List<ConnectedProxy.View> clients(Clearance clearance) throws StatusException {
    all(clearance);
    return proxies.views();
  }

  /** The sections of a proxy's dump. */
  List<Any> dump(String proxy, Clearance clearance) throws StatusException {
    Predicate<ConnectedProxy.View> visible =
        switch (clearance) {
          case Clearance.Everything() -> _ -> true;
          case Clearance.OneNamespace(String own) -> view -> view.node().namespace().equals(own);
          case Clearance.Nothing _, Clearance.Undecided _ -> throw refused(clearance);
        };
    if (proxy.isEmpty()) {
      throw Status.INVALID_ARGUMENT
          .withDescription(PROXY + ": found nothing, expected a node id or POD.NAMESPACE")
          .asException();
    }
    Optional<ConnectedProxy.View> found =
        proxies.views().stream()
            .filter(visible.and(view -> isCalled(proxy, view)))
            // one that connects anew may be there twice for a moment
            .max((one, other) -> one.connected().compareTo(other.connected()));
    if (found.isEmpty()) {
      throw Status.NOT_FOUND
          .withDescription(
              PROXY
                  + ": found %s, expected a proxy that is connected to this replica"
                      .formatted(proxy))
          .asException();
    }
    return ConfigDumps.of(model(), found.get().proxy());
  }

  private List<ConnectedProxy.View> clients(Question question, Clearance clearance)
      throws StatusException {
    String namespace = question.parameter("namespace");
    return clients(clearance).stream()
        .filter(view -> namespace.isEmpty() || view.node().namespace().equals(namespace))
        .toList();
  }

  private ArrayNode distribution(Question question) throws StatusException {
    String key = question.parameter("resource");
    ResourceRef resource =
        DistributionPage.resource(key)
            .orElseThrow(
                () ->
                    Status.INVALID_ARGUMENT
                        .withDescription(
                            "resource: found %s, expected GROUP/VERSION/KIND/NAMESPACE/NAME"
                                .formatted(key.isEmpty() ? "nothing" : key))
                        .asException());
    String namespace = question.parameter("proxy_namespace");
    return DistributionPage.of(
        proxies.acknowledgements().stream()
            .filter(each -> namespace.isEmpty() || each.proxy().namespace().equals(namespace))
            .toList(),
        resource,
        seen);
  }

  /** There are no others than the one that this replica runs in. */
  private static ArrayNode clusters(MeshModel model) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    page.addObject()
        .put("id", model.settings().cluster())
        .put("secretName", "")
        .put("syncStatus", "synced");
    return page;
  }

  private static boolean isCalled(String name, ConnectedProxy.View view) {
    return view.node().toString().equals(name)
        || (view.node().pod() + "." + view.node().namespace()).equals(name);
  }

  private MeshModel all(Clearance clearance) throws StatusException {
    if (clearance instanceof Clearance.Everything) {
      return model();
    }
    throw refused(clearance);
  }

  private MeshModel model() throws StatusException {
    return publisher
        .current()
        .orElseThrow(
            () -> Status.UNAVAILABLE.withDescription("configuration is being read").asException());
  }

  private static StatusException refused(Clearance clearance) {
    Status status =
        switch (clearance) {
          case Clearance.Nothing(String reason) -> Status.UNAUTHENTICATED.withDescription(reason);
          case Clearance.Undecided(String reason) -> Status.UNAVAILABLE.withDescription(reason);
          case Clearance.OneNamespace(String namespace) ->
              Status.PERMISSION_DENIED.withDescription(
                  "a caller of namespace %s sees config_dump of its own proxies only"
                      .formatted(namespace));
          case Clearance.Everything() ->
              throw new IllegalArgumentException("who may see everything is not refused");
        };
    return status.asException();
  }

  private static ObjectNode problems(ConfigState state) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.set("errors", messages(state.errors()));
    page.set("withoutEffect", messages(state.withoutEffect()));
    page.set("unreadable", messages(state.origins()));
    return page;
  }

  private static ObjectNode messages(Map<?, List<ConfigError>> errors) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    errors.forEach(
        (where, found) -> {
          ArrayNode lines = all.putArray(where.toString());
          found.forEach(error -> lines.add(error.message()));
        });
    return all;
  }
}
