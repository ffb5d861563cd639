package io.meshwright.runtime.compile.patch;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The message of a patch, read.
 *
 * @param message null for a removal, and if it cannot be read
 * @param own the same for Meshwright's proxy
 * @param errors why no proxy can have it
 * @param refused what of it Meshwright's proxy does not accept
 */
record PatchValue(
    @Nullable Message message,
    @Nullable Message own,
    List<ConfigError> errors,
    List<ConfigError> refused) {

  private static final String NO_BOOTSTRAP =
      "another applyTo: proxies of this mesh start without a bootstrap of Envoy's, and a ProxyConfig"
          + " says how they run";

  /** What is wrong with the patches of a filter, whatever proxies there are. */
  static List<PatchFinding> findings(PatchRules rules, ExtensionConfigs extensions) {
    List<PatchFinding> findings = new ArrayList<>();
    for (Patch patch : rules.patches()) {
      PatchValue value = of(rules.origin(), patch, extensions);
      if (!value.errors.isEmpty()) {
        findings.add(new PatchFinding(rules.origin(), value.errors, true));
      } else if (!value.refused.isEmpty()) {
        findings.add(new PatchFinding(rules.origin(), value.refused, false));
      }
    }
    return findings;
  }

  /** Reads a patch; {@code extensions} are those of the proxies that are meant. */
  static PatchValue of(Origin origin, Patch patch, ExtensionConfigs extensions) {
    Optional<Message> type = type(patch.target());
    if (type.isEmpty()) {
      return wrong(origin, patch.path() + ".applyTo", patch.target().name(), NO_BOOTSTRAP);
    }
    if (patch.operation() == Patch.Operation.REMOVE) {
      return new PatchValue(null, null, List.of(), List.of());
    }
    String path = patch.path() + ".patch.value";
    try {
      Struct.Builder tree = Struct.newBuilder();
      JsonFormat.parser().merge(patch.value(), tree);
      Message.Builder message = type.get().newBuilderForType();
      JsonFormat.parser()
          .usingTypeRegistry(ExtensionTypes.namedIn(tree.build()))
          .merge(patch.value(), message);
      return read(origin, path, patch, message.build(), extensions);
    } catch (InvalidProtocolBufferException e) {
      return wrong(
          origin,
          path,
          String.valueOf(e.getMessage()),
          type.get().getDescriptorForType().getFullName());
    }
  }

  private static PatchValue read(
      Origin origin, String path, Patch patch, Message message, ExtensionConfigs extensions) {
    boolean named =
        switch (message) {
          case Cluster cluster -> !cluster.getName().isEmpty();
          case Listener listener -> !listener.getName().isEmpty();
          case VirtualHost host -> !host.getName().isEmpty();
          case Filter filter -> !filter.getName().isEmpty();
          case HttpFilter filter -> !filter.getName().isEmpty();
          case ListenerFilter filter -> !filter.getName().isEmpty();
          case TypedExtensionConfig config -> !config.getName().isEmpty();
          default -> true;
        };
    if (!named && !patch.operation().merges()) {
      return wrong(origin, path + ".name", "", "a name");
    }
    if (message instanceof TypedExtensionConfig config && !config.hasTypedConfig()) {
      return wrong(origin, path + ".typed_config", "", "the configuration of a filter");
    }
    Message own = extensions.inPlace(message);
    List<ConfigError> refused =
        ProxyFields.refused(own).entrySet().stream()
            .map(
                entry ->
                    new ConfigError(
                        origin.toString(),
                        path + "." + entry.getKey(),
                        entry.getValue(),
                        "none toward Meshwright's proxy, which goes without this patch"))
            .toList();
    return new PatchValue(message, own, List.of(), refused);
  }

  private static PatchValue wrong(Origin origin, String path, String found, String expected) {
    return new PatchValue(
        null, null, List.of(new ConfigError(origin.toString(), path, found, expected)), List.of());
  }

  private static Optional<Message> type(Patch.Target target) {
    return Optional.ofNullable(
        switch (target) {
          case CLUSTER -> Cluster.getDefaultInstance();
          case LISTENER -> Listener.getDefaultInstance();
          case LISTENER_FILTER -> ListenerFilter.getDefaultInstance();
          case FILTER_CHAIN -> FilterChain.getDefaultInstance();
          case NETWORK_FILTER -> Filter.getDefaultInstance();
          case HTTP_FILTER -> HttpFilter.getDefaultInstance();
          case ROUTE_CONFIGURATION -> RouteConfiguration.getDefaultInstance();
          case VIRTUAL_HOST -> VirtualHost.getDefaultInstance();
          case HTTP_ROUTE -> Route.getDefaultInstance();
          case EXTENSION_CONFIG -> TypedExtensionConfig.getDefaultInstance();
          case BOOTSTRAP -> null;
        });
  }
}
