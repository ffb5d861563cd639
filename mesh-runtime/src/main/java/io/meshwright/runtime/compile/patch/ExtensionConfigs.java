package io.meshwright.runtime.compile.patch;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.PatchRules;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Configurations of filters that are only named where they stand: Envoy asks for them by name
 * (ECDS). Meshwright's proxy does not ask; it gets them in their place.
 */
public final class ExtensionConfigs {

  /** No configurations. */
  static final ExtensionConfigs NONE = new ExtensionConfigs(Collections.emptySortedMap());

  private final SortedMap<String, TypedExtensionConfig> byName;

  private ExtensionConfigs(SortedMap<String, TypedExtensionConfig> byName) {
    this.byName = byName;
  }

  /** Those that a proxy's EnvoyFilters add, by name; of two with one name the first. */
  public static SortedMap<String, TypedExtensionConfig> of(ProxyScope scope) {
    return Collections.unmodifiableSortedMap(
        of(
                scope.patches(),
                patch ->
                    patch.appliesTo(
                        scope.proxy().software().version(), scope.proxy().software().metadata()))
            .byName);
  }

  static ExtensionConfigs of(Collection<PatchRules> filters, Predicate<Patch> meant) {
    SortedMap<String, TypedExtensionConfig> byName = new TreeMap<>();
    for (PatchRules rules : filters) {
      for (Patch patch : rules.patches()) {
        if (patch.target() == Patch.Target.EXTENSION_CONFIG
            && meant.test(patch)
            && PatchValue.of(rules.origin(), patch, NONE).message()
                instanceof TypedExtensionConfig config) {
          byName.putIfAbsent(config.getName(), config);
        }
      }
    }
    return new ExtensionConfigs(byName);
  }

  /** A filter with its configuration in its place, if it only names one of these. */
  Message inPlace(Message message) {
    return switch (message) {
      case HttpFilter filter when names(filter.getConfigDiscovery(), filter.getName()) ->
          filter.toBuilder().setTypedConfig(config(filter.getName()).getTypedConfig()).build();
      case Filter filter when names(filter.getConfigDiscovery(), filter.getName()) ->
          filter.toBuilder().setTypedConfig(config(filter.getName()).getTypedConfig()).build();
      default -> message;
    };
  }

  /** What comes from elsewhere than the stream of configuration is not ours to know. */
  private boolean names(ExtensionConfigSource source, String name) {
    return source.getConfigSource().hasAds() && byName.containsKey(name);
  }

  private TypedExtensionConfig config(String name) {
    return Objects.requireNonNull(byName.get(name));
  }
}
