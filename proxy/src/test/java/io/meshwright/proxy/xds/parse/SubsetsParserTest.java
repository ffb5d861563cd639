package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector.LbSubsetSelectorFallbackPolicy;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.meshwright.proxy.snapshot.MatchLabels;
import io.meshwright.proxy.snapshot.Subsets;
import io.meshwright.proxy.snapshot.Subsets.Fallback;
import io.meshwright.proxy.snapshot.Subsets.Selector;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SubsetsParserTest {
  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private @Nullable Subsets parse(LbSubsetConfig.Builder config) throws ConfigException {
    Cluster cluster = Cluster.newBuilder().setName("it").setLbSubsetConfig(config).build();
    var parsed =
        (ParsedResource.OfCluster) parser.parse(XdsType.CLUSTER, "it", cluster.toByteString());
    return parsed.cluster().loadBalancing().subsets();
  }

  private List<String> refused(LbSubsetConfig.Builder config) {
    ConfigException thrown =
        Objects.requireNonNull(catchThrowableOfType(ConfigException.class, () -> parse(config)));
    return thrown.errors().stream().map(ConfigError::fieldPath).toList();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  @Test
  void selectorsAndFallbacksAreRead() throws Exception {
    LbSubsetConfig.Builder config =
        LbSubsetConfig.newBuilder()
            .setFallbackPolicy(LbSubsetConfig.LbSubsetFallbackPolicy.DEFAULT_SUBSET)
            .setDefaultSubset(Struct.newBuilder().putFields("version", text("1")))
            .addSubsetSelectors(
                LbSubsetSelector.newBuilder()
                    .addAllKeys(List.of("version", "stage"))
                    .setFallbackPolicy(LbSubsetSelectorFallbackPolicy.KEYS_SUBSET)
                    .addFallbackKeysSubset("version"))
            .addSubsetSelectors(LbSubsetSelector.newBuilder().addKeys("version"))
            .setLocalityWeightAware(true);

    assertThat(parse(config))
        .isEqualTo(
            new Subsets(
                Fallback.DEFAULT_SUBSET,
                new MatchLabels(Map.of("version", "\"1\"")),
                List.of(
                    new Selector(
                        Set.of("version", "stage"), Fallback.FEWER_LABELS, Set.of("version")),
                    new Selector(Set.of("version"), null, Set.of())),
                true,
                false,
                false));
  }

  @Test
  void withoutSelectorsThereAreNoSubsets() throws Exception {
    assertThat(parse(LbSubsetConfig.newBuilder())).isNull();
  }

  @Test
  void whatIsNotBuiltIsRefusedByPath() {
    assertThat(
            refused(
                LbSubsetConfig.newBuilder()
                    .setListAsAny(true)
                    .addSubsetSelectors(
                        LbSubsetSelector.newBuilder().addKeys("a").setSingleHostPerSubset(true))))
        .containsExactlyInAnyOrder(
            "lb_subset_config.list_as_any",
            "lb_subset_config.subset_selectors[0].single_host_per_subset");
  }

  @Test
  void fewerKeysMustBeFewer() {
    assertThat(
            refused(
                LbSubsetConfig.newBuilder()
                    .addSubsetSelectors(
                        LbSubsetSelector.newBuilder()
                            .addKeys("a")
                            .setFallbackPolicy(LbSubsetSelectorFallbackPolicy.KEYS_SUBSET)
                            .addFallbackKeysSubset("a"))))
        .containsExactly("lb_subset_config.subset_selectors[0].fallback_keys_subset");
  }

  @Test
  void valuesOfDifferentTypesDiffer() {
    Struct values =
        Struct.newBuilder()
            .putFields("text", text("1"))
            .putFields("number", Value.newBuilder().setNumberValue(1).build())
            .putFields(
                "list",
                Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(text("a\"b")))
                    .build())
            .build();

    assertThat(
            MetadataReader.subsetLabels(
                    Metadata.newBuilder().putFilterMetadata("envoy.lb", values).build())
                .values())
        .containsOnly(
            Map.entry("text", "\"1\""),
            Map.entry("number", "1.0"),
            Map.entry("list", "[\"a\\\"b\"]"));
  }
}
