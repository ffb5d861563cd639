package io.meshwright.proxy.xds;

import com.google.protobuf.ByteString;
import io.meshwright.proxy.dns.DnsEndpoints;
import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.parse.Bootstrap;
import io.meshwright.proxy.xds.parse.BootstrapParser;
import io.meshwright.proxy.xds.parse.ParsedResource;
import io.meshwright.proxy.xds.parse.ResourceParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a proxy that has no control plane: the static resources of an Envoy
 * bootstrap, which must be complete in themselves. Only addresses of names change after it is
 * loaded.
 */
public final class FileConfiguration {
  private final Bootstrap bootstrap;
  private final ResourceStore store;
  private final Map<String, Secret> secrets = new HashMap<>();

  /** For the configuration thread. */
  private @Nullable DnsEndpoints dns;

  private FileConfiguration(Bootstrap bootstrap, ResourceStore store) {
    this.bootstrap = bootstrap;
    this.store = store;
  }

  /**
   * Reads a file, and the files that it names.
   *
   * @throws ConfigException naming all that is wrong: what cannot be served is refused, not ignored
   */
  public static FileConfiguration load(Path file, FieldTable fields, InstantSource clock)
      throws ConfigException {
    Bootstrap bootstrap =
        BootstrapParser.parse(
            fields,
            file.toString(),
            YamlFile.read(file),
            name -> ByteString.copyFrom(Files.readAllBytes(Path.of(name))));
    ResourceStore store = new ResourceStore(new ResourceParser(fields), clock);
    List<ConfigError> errors = new ArrayList<>();
    for (Bootstrap.Resource resource : bootstrap.resources()) {
      if (store.find(resource.type(), resource.name()).isPresent()) {
        errors.add(
            new ConfigError(
                resource.type() + " " + resource.name(), "name", resource.name(), "a unique name"));
      }
      errors.addAll(store.accept(resource.type(), resource.name(), "", resource.bytes()));
    }
    FileConfiguration configuration = new FileConfiguration(bootstrap, store);
    for (Held held : store.all(XdsType.SECRET)) {
      if (held.parsed() instanceof ParsedResource.OfSecret(Secret secret)) {
        configuration.secrets.put(held.name(), secret);
      }
    }
    if (errors.isEmpty()) {
      configuration.checkReferences(errors);
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return configuration;
  }

  /** Nobody will send what is not here. */
  private void checkReferences(List<ConfigError> errors) {
    for (Held held : store.all(XdsType.CLUSTER)) {
      if (held.parsed() instanceof ParsedResource.OfCluster(Cluster cluster, var _)) {
        String resource = "Cluster " + held.name();
        if (cluster.discovery() instanceof Cluster.Discovery.Eds) {
          errors.add(new ConfigError(resource, "type", "EDS", "a type without a control plane"));
        }
        requireSecrets(resource, References.secrets(cluster), errors);
      }
    }
    for (Held held : store.all(XdsType.LISTENER)) {
      if (held.parsed() instanceof ParsedResource.OfListener(var listener)) {
        String resource = "Listener " + held.name();
        for (String routes : References.routes(listener)) {
          errors.add(
              new ConfigError(
                  resource, "rds", routes, "a route_config: there is no control plane"));
        }
        requireSecrets(resource, References.secrets(listener), errors);
      }
    }
  }

  private void requireSecrets(String resource, Set<String> names, List<ConfigError> errors) {
    for (String name : names) {
      if (!secrets.containsKey(name)) {
        errors.add(new ConfigError(resource, "sds", name, "a secret of static_resources"));
      }
    }
  }

  /** What the file says beside its resources. */
  public Bootstrap bootstrap() {
    return bootstrap;
  }

  /**
   * Publishes what the file says, and again whenever a name in it has other addresses. What waits
   * for a name is published when that was answered.
   */
  public void start(Ground ground) {
    ground
        .thread()
        .execute(
            () -> {
              DnsEndpoints made =
                  new DnsEndpoints(
                      ground.dns(),
                      ground.thread(),
                      ground.random(),
                      () -> publish(ground.publisher()));
              dns = made;
              made.follow(References.names(store));
              publish(ground.publisher());
            });
  }

  private void publish(SnapshotPublisher publisher) {
    DnsEndpoints names = dns;
    if (names != null) {
      publisher.publish(
          new SnapshotAssembler(store, secrets, names, publisher.current(), (_, _) -> false)
              .assemble());
    }
  }

  /** The resources, for the admin port. */
  public ConfigurationView view() {
    Map<XdsType, List<Held>> resources = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      resources.put(type, List.copyOf(store.all(type)));
    }
    return new ConfigurationView(
        ByteString.EMPTY, resources, Map.of(), Map.of(), EnumSet.allOf(XdsType.class), Set.of());
  }
}
