package io.meshwright.proxy.xds;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.controlplane.Backoff;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.dns.DnsEndpoints;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SecretNames;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.parse.ParsedResource;
import io.meshwright.proxy.xds.parse.ResourceParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From the control plane's resources and the proxy's own identity to published snapshots. What is
 * accepted is kept for the next run, which serves by it while the control plane does not answer.
 * The public methods may be called from any thread; the work is done on the configuration thread.
 */
public final class ConfigurationClient implements AutoCloseable {

  /** How long a resource waits for those it names (xDS {@code initial_fetch_timeout}). */
  static final Duration INITIAL_FETCH_TIMEOUT = Duration.ofSeconds(15);

  /** How long changes are gathered before they are kept. */
  private static final Duration KEEP_AFTER = Duration.ofMillis(500);

  private static final Logger LOG = System.getLogger(ConfigurationClient.class.getName());

  private final ConfigurationThread thread;
  private final SnapshotPublisher publisher;
  private final InstantSource clock;
  private final ResourceStore store;
  private final KeptResources kept;
  private final AdsClient ads;
  private final DnsEndpoints dns;
  private final Map<String, Secret> localSecrets = new HashMap<>();
  private final Map<String, Instant> provided = new HashMap<>();
  private final ByteString node;
  private final Map<String, Instant> waiting = new HashMap<>();
  private final Set<XdsType> answered = new HashSet<>();
  private final Set<XdsType> followed = EnumSet.allOf(XdsType.class);
  private boolean changed;
  private boolean keeping;
  private @Nullable Consumer<Secret.Roots> rootsListener;
  private Secret.@Nullable Roots toldRoots;
  private volatile ConfigurationView view = ConfigurationView.EMPTY;

  /** Nothing happens before {@link #start}. */
  public ConfigurationClient(
      ProxyConfig config, ControlPlaneChannels channels, FieldTable fields, Ground ground) {
    this.thread = ground.thread();
    this.publisher = ground.publisher();
    this.clock = ground.clock();
    this.store = new ResourceStore(new ResourceParser(fields), clock);
    // the dump has no table of extensions, and they are most of it
    this.node = NodeMessage.of(config.node()).toBuilder().clearExtensions().build().toByteString();
    this.kept =
        new KeptResources(
            new KeptFile(config.stateDirectory(), "resources", config.node().id().toString()));
    this.dns = new DnsEndpoints(ground.dns(), thread, ground.random(), this::publish);
    if (config.dns() == null) {
      followed.remove(XdsType.NAME_TABLE);
    }
    this.ads =
        new AdsClient(
            channels,
            config.discovery(),
            config.authentication(),
            () -> NodeMessage.of(config.node()),
            thread,
            new Backoff(ground.random()),
            new Received());
  }

  /**
   * Lets the control plane say which roots the mesh has, and tells it whom this proxy trusts;
   * before {@link #start}.
   *
   * @param listener takes the roots, the issuing one first, each time they are others; on the
   *     configuration thread
   */
  public void followRoots(Consumer<Secret.Roots> listener) {
    rootsListener = listener;
  }

  /**
   * Connects.
   *
   * @param patience how long to wait for an answer before what was kept is served; if it is zero,
   *     the control plane is told at once what is
   */
  public void start(Duration patience) {
    if (patience.isZero()) {
      thread.execute(this::restore);
      thread.execute(ads::connect);
    } else {
      thread.execute(ads::connect);
      thread.after(patience, this::restore);
    }
  }

  private void restore() {
    if (!answered.contains(XdsType.LISTENER) && kept.restore(store)) {
      LOG.log(Level.INFO, "no configuration yet: the one of an earlier run is served");
      answered.add(XdsType.CLUSTER);
      answered.add(XdsType.LISTENER);
      answered.add(XdsType.NAME_TABLE);
      publish();
      ads.reconnect();
    }
  }

  /** Only what is complete replaces what was kept. */
  private void keepSoon() {
    if (changed && !keeping && view.complete()) {
      keeping = true;
      thread.after(
          KEEP_AFTER,
          () -> {
            keeping = false;
            changed = !view.complete();
            if (!changed) {
              kept.keep(store);
            }
          });
    }
  }

  /** Provides the secrets {@code default} and {@code ROOTCA}; replaces earlier ones. */
  public void provideSecrets(Map<String, Secret> secrets) {
    Map<String, Secret> copy = Map.copyOf(secrets);
    thread.execute(
        () -> {
          localSecrets.putAll(copy);
          copy.keySet().forEach(name -> provided.put(name, clock.instant()));
          publish();
        });
  }

  /** What has been received so far, for the admin port. */
  public ConfigurationView view() {
    return view;
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          ads.stop();
          dns.close();
        });
  }

  private void publish() {
    subscribe();
    dns.follow(References.names(store));
    Map<String, Secret> secrets = new HashMap<>(localSecrets);
    for (Held held : store.all(XdsType.SECRET)) {
      if (held.parsed() instanceof ParsedResource.OfSecret(Secret secret)) {
        secrets.put(held.name(), secret);
      }
    }
    followRoots(secrets);
    Set<String> asked = new HashSet<>();
    Set<String> awaited = new HashSet<>();
    SnapshotAssembler assembler =
        new SnapshotAssembler(
            store,
            secrets,
            dns,
            publisher.current(),
            (type, name) -> {
              String resource = type + " " + name;
              asked.add(resource);
              boolean over = isOver(resource);
              if (!over) {
                awaited.add(resource);
              }
              return over;
            });
    publisher.publish(assembler.assemble());
    waiting.keySet().retainAll(asked);
    if (followed.contains(XdsType.NAME_TABLE) && !answered.contains(XdsType.NAME_TABLE)) {
      awaited.add(XdsType.NAME_TABLE.toString());
    }
    view = new ConfigurationView(node, resources(), rejections(), provided, answered, awaited);
    keepSoon();
  }

  private void followRoots(Map<String, Secret> secrets) {
    Consumer<Secret.Roots> listener = rootsListener;
    if (listener == null || !(secrets.get(SecretNames.ROOTS) instanceof Secret.Roots roots)) {
      return;
    }
    if (secrets.get(SecretNames.IDENTITY) instanceof Secret.Identity identity) {
      ads.tell(
          new WorkloadTrust(
              roots.issuerOf(identity).map(WorkloadTrust::fingerprint),
              roots.roots().stream()
                  .map(WorkloadTrust::fingerprint)
                  .collect(Collectors.toCollection(TreeSet::new))));
    }
    boolean fromControlPlane = store.find(XdsType.SECRET, SecretNames.ROOTS).isPresent();
    if (fromControlPlane && !roots.equals(toldRoots)) {
      toldRoots = roots;
      listener.accept(roots);
    }
  }

  private boolean isOver(String resource) {
    Instant now = clock.instant();
    Instant since = waiting.get(resource);
    if (since == null) {
      waiting.put(resource, now);
      thread.after(INITIAL_FETCH_TIMEOUT.plusMillis(1), this::publish);
      return false;
    }
    return !now.isBefore(since.plus(INITIAL_FETCH_TIMEOUT));
  }

  private void subscribe() {
    Set<String> endpoints = new HashSet<>();
    Set<String> routes = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (Held held : store.all(XdsType.CLUSTER)) {
      if (held.parsed() instanceof ParsedResource.OfCluster(Cluster cluster, var _)) {
        if (cluster.discovery() instanceof Cluster.Discovery.Eds(String service)) {
          endpoints.add(service);
        }
        secrets.addAll(References.secrets(cluster));
      }
    }
    for (Held held : store.all(XdsType.LISTENER)) {
      if (held.parsed() instanceof ParsedResource.OfListener(var listener)) {
        routes.addAll(References.routes(listener));
        secrets.addAll(References.secrets(listener));
      }
    }
    secrets.removeIf(SecretNames::local);
    if (rootsListener != null) {
      secrets.add(SecretNames.ROOTS);
    }
    want(XdsType.ENDPOINT, endpoints);
    want(XdsType.ROUTE, routes);
    want(XdsType.SECRET, secrets);
  }

  private void want(XdsType type, Set<String> names) {
    store.retain(type, names);
    ads.want(type, names);
  }

  private Map<XdsType, List<Held>> resources() {
    Map<XdsType, List<Held>> resources = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      resources.put(type, List.copyOf(store.all(type)));
    }
    return resources;
  }

  private Map<XdsType, List<Rejected>> rejections() {
    Map<XdsType, List<Rejected>> rejections = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      rejections.put(type, store.rejected(type));
    }
    return rejections;
  }

  private final class Received implements AdsClient.Changes {
    @Override
    public List<ConfigError> received(
        XdsType type, List<Resource> resources, List<String> removed) {
      List<ConfigError> errors = new ArrayList<>();
      for (Resource resource : resources) {
        ByteString bytes = resource.getResource().getValue();
        if (resource.getResource().getTypeUrl().equals(type.typeUrl())) {
          errors.addAll(store.accept(type, resource.getName(), resource.getVersion(), bytes));
        } else {
          errors.add(
              new ConfigError(
                  resource.getName(),
                  "resource",
                  resource.getResource().getTypeUrl(),
                  type.typeUrl()));
        }
      }
      // a certificate is not taken away from listeners that use it, as in Envoy
      if (type != XdsType.SECRET) {
        removed.forEach(name -> store.remove(type, name));
      }
      answered.add(type);
      return errors;
    }

    @Override
    public Set<XdsType> followed() {
      return followed;
    }

    @Override
    public Map<String, String> versions(XdsType type) {
      return store.versions(type);
    }

    @Override
    public void settled() {
      changed = true;
      publish();
    }
  }
}
