package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import io.meshwright.proxy.snapshot.OverloadPolicy.Resource;
import io.meshwright.proxy.snapshot.OverloadPolicy.Rule;
import io.meshwright.proxy.snapshot.OverloadPolicy.Trigger;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OverloadParserTest {
  private static final String MONITORS = "type.googleapis.com/envoy.extensions.resource_monitors.";
  private static final Map<String, Object> HEAP =
      monitor("heap", "fixed_heap.v3.FixedHeapConfig", "max_heap_size_bytes", 1000);

  private static Map<String, Object> monitor(String name, String type, String field, int value) {
    return Map.of("name", name, "typed_config", Map.of("@type", MONITORS + type, field, value));
  }

  private static Map<String, Object> action(String name, Map<String, Object> trigger) {
    return Map.of("name", "envoy.overload_actions." + name, "triggers", List.of(trigger));
  }

  private static OverloadPolicy parse(Map<String, Object> overload) throws ConfigException {
    return BootstrapParser.parse(
            FieldTable.load(),
            "envoy.yaml",
            Map.of("overload_manager", overload),
            name -> {
              throw new AssertionError(name);
            })
        .overload();
  }

  @Test
  void withoutOneTheDefaultHolds() throws Exception {
    assertThat(
            BootstrapParser.parse(
                    FieldTable.load(),
                    "envoy.yaml",
                    Map.of(),
                    name -> {
                      throw new AssertionError(name);
                    })
                .overload())
        .isEqualTo(OverloadPolicy.DEFAULT);
  }

  @Test
  void monitorsAndActionsAreRead() throws Exception {
    OverloadPolicy policy =
        parse(
            Map.of(
                "refresh_interval",
                "0.25s",
                "resource_monitors",
                List.of(
                    HEAP,
                    monitor(
                        "connections",
                        "downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections",
                        7)),
                "actions",
                List.of(
                    action(
                        "stop_accepting_requests",
                        Map.of(
                            "name",
                            "heap",
                            "scaled",
                            Map.of("scaling_threshold", 0.8, "saturation_threshold", 0.9))),
                    action(
                        "stop_accepting_connections",
                        Map.of("name", "connections", "threshold", Map.of("value", 0.95))))));
    assertThat(policy)
        .isEqualTo(
            new OverloadPolicy(
                Duration.ofMillis(250),
                1000,
                7,
                List.of(
                    new Rule(Action.REFUSE_REQUESTS, Resource.HEAP, new Trigger.Scaled(0.8, 0.9)),
                    new Rule(
                        Action.STOP_ACCEPTING,
                        Resource.CONNECTIONS,
                        new Trigger.Threshold(0.95)))));
  }

  @Test
  void whatIsNotBuiltIsNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                parse(
                    Map.of(
                        "resource_monitors",
                        List.of(HEAP),
                        "actions",
                        List.of(
                            action(
                                "reduce_timeouts",
                                Map.of("name", "heap", "threshold", Map.of("value", 1)))))))
        .satisfies(
            e ->
                assertThat(e.errors().getFirst().message())
                    .startsWith(
                        "envoy.yaml: overload_manager.actions[0].name: found"
                            + " envoy.overload_actions.reduce_timeouts, expected one of"));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(Map.of("loadshed_points", List.of(Map.of("name", "x")))))
        .satisfies(
            e ->
                assertThat(e.errors().getFirst().message())
                    .contains("overload_manager.loadshed_points"));
  }

  @Test
  void aTriggerNeedsItsMonitor() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                parse(
                    Map.of(
                        "resource_monitors",
                        List.of(HEAP),
                        "actions",
                        List.of(
                            action(
                                "shrink_heap",
                                Map.of("name", "other", "threshold", Map.of("value", 1)))))))
        .satisfies(
            e ->
                assertThat(e.errors().getFirst().message())
                    .contains("overload_manager.actions[0].triggers[0].name: found other"));
  }
}
