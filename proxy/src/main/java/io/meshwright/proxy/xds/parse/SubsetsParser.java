package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector;
import io.meshwright.proxy.snapshot.Subsets;
import io.meshwright.proxy.snapshot.Subsets.Fallback;
import io.meshwright.proxy.snapshot.Subsets.Selector;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code envoy.config.cluster.v3.Cluster.LbSubsetConfig}. */
final class SubsetsParser {
  private SubsetsParser() {}

  /** Absent where nothing selects, as in Envoy. */
  static @Nullable Subsets parse(io.envoyproxy.envoy.config.cluster.v3.Cluster cluster, Where where)
      throws ConfigException {
    LbSubsetConfig proto = cluster.getLbSubsetConfig();
    if (proto.getSubsetSelectorsCount() == 0) {
      return null;
    }
    if (cluster.getLbPolicy() == LbPolicy.CLUSTER_PROVIDED) {
      throw where.field("lb_subset_config").error("set", "another lb_policy with it");
    }
    Where there = where.field("lb_subset_config");
    List<Selector> selectors = new ArrayList<>(proto.getSubsetSelectorsCount());
    for (int i = 0; i < proto.getSubsetSelectorsCount(); i++) {
      selectors.add(selector(proto.getSubsetSelectors(i), there.item("subset_selectors", i)));
    }
    return new Subsets(
        fallback(proto, there.field("fallback_policy")),
        MetadataReader.subsetLabels(proto.getDefaultSubset()),
        selectors,
        proto.getLocalityWeightAware(),
        proto.getScaleLocalityWeight(),
        proto.getPanicModeAny());
  }

  private static Fallback fallback(LbSubsetConfig proto, Where where) throws ConfigException {
    return switch (proto.getFallbackPolicy()) {
      case NO_FALLBACK -> Fallback.NONE;
      case ANY_ENDPOINT -> Fallback.ANY;
      case DEFAULT_SUBSET -> Fallback.DEFAULT_SUBSET;
      case UNRECOGNIZED ->
          throw where.error(
              "" + proto.getFallbackPolicyValue(), "NO_FALLBACK, ANY_ENDPOINT or DEFAULT_SUBSET");
    };
  }

  private static Selector selector(LbSubsetSelector proto, Where where) throws ConfigException {
    Set<String> keys = Set.copyOf(proto.getKeysList());
    Set<String> fewer = Set.copyOf(proto.getFallbackKeysSubsetList());
    @Nullable Fallback fallback =
        switch (proto.getFallbackPolicy()) {
          case NOT_DEFINED -> null;
          case NO_FALLBACK -> Fallback.NONE;
          case ANY_ENDPOINT -> Fallback.ANY;
          case DEFAULT_SUBSET -> Fallback.DEFAULT_SUBSET;
          case KEYS_SUBSET -> Fallback.FEWER_LABELS;
          case UNRECOGNIZED ->
              throw where
                  .field("fallback_policy")
                  .error("" + proto.getFallbackPolicyValue(), "a known policy");
        };
    boolean some = !fewer.isEmpty() && fewer.size() < keys.size() && keys.containsAll(fewer);
    if (fallback == Fallback.FEWER_LABELS ? !some : !fewer.isEmpty()) {
      throw where
          .field("fallback_keys_subset")
          .error(
              String.join(", ", proto.getFallbackKeysSubsetList()),
              "some, not all, of keys with KEYS_SUBSET, and none otherwise");
    }
    return new Selector(keys, fallback, fewer);
  }
}
