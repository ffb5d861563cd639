package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.config.overload.v3.ScaledTrigger;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import io.meshwright.proxy.snapshot.OverloadPolicy.Resource;
import io.meshwright.proxy.snapshot.OverloadPolicy.Rule;
import io.meshwright.proxy.snapshot.OverloadPolicy.Trigger;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code envoy.config.overload.v3.OverloadManager}. */
final class OverloadParser {
  private static final Duration DEFAULT_REFRESH = Duration.ofSeconds(1);
  private static final String FIXED_HEAP =
      XdsType.typeUrl("envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig");
  private static final String CONNECTIONS =
      XdsType.typeUrl(
          "envoy.extensions.resource_monitors.downstream_connections.v3"
              + ".DownstreamConnectionsConfig");

  private final Map<String, Resource> monitors = new HashMap<>();
  private long heapBytes;
  private long connections;

  private OverloadParser() {}

  static OverloadPolicy parse(OverloadManager proto, Where where) throws ConfigException {
    return new OverloadParser().policy(proto, where);
  }

  private OverloadPolicy policy(OverloadManager proto, Where where) throws ConfigException {
    Where at = where.field("refresh_interval");
    Duration refresh =
        Values.durationOr(
            proto.hasRefreshInterval(), proto.getRefreshInterval(), DEFAULT_REFRESH, at);
    if (refresh.isZero()) {
      throw at.error("0s", "a duration above zero");
    }
    for (int i = 0; i < proto.getResourceMonitorsCount(); i++) {
      monitor(proto.getResourceMonitors(i), where.item("resource_monitors", i));
    }
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < proto.getActionsCount(); i++) {
      var action = proto.getActions(i);
      Where in = where.item("actions", i);
      Action taken = action(action.getName(), in.field("name"));
      for (int j = 0; j < action.getTriggersCount(); j++) {
        rules.add(rule(taken, action.getTriggers(j), in.item("triggers", j)));
      }
    }
    return new OverloadPolicy(refresh, heapBytes, connections, rules);
  }

  private void monitor(ResourceMonitor monitor, Where where) throws ConfigException {
    Any config = monitor.getTypedConfig();
    Where at = where.field("typed_config");
    try {
      if (config.getTypeUrl().equals(FIXED_HEAP)) {
        heapBytes =
            positive(FixedHeapConfig.parseFrom(config.getValue()).getMaxHeapSizeBytes(), at);
        monitors.put(monitor.getName(), Resource.HEAP);
      } else if (config.getTypeUrl().equals(CONNECTIONS)) {
        connections =
            positive(
                DownstreamConnectionsConfig.parseFrom(config.getValue())
                    .getMaxActiveDownstreamConnections(),
                at);
        monitors.put(monitor.getName(), Resource.CONNECTIONS);
      } else {
        throw at.error(config.getTypeUrl(), FIXED_HEAP + " or " + CONNECTIONS);
      }
    } catch (InvalidProtocolBufferException e) {
      throw at.error("" + e.getMessage(), config.getTypeUrl());
    }
  }

  private static long positive(long value, Where where) throws ConfigException {
    if (value <= 0) {
      throw where.error(Long.toString(value), "a number above zero");
    }
    return value;
  }

  private static Action action(String name, Where where) throws ConfigException {
    for (Action action : Action.values()) {
      if (action.label().equals(name)) {
        return action;
      }
    }
    throw where.error(
        name,
        "one of "
            + Arrays.stream(Action.values()).map(Action::label).collect(Collectors.joining(", ")));
  }

  private Rule rule(
      Action action, io.envoyproxy.envoy.config.overload.v3.Trigger proto, Where where)
      throws ConfigException {
    Resource resource = monitors.get(proto.getName());
    if (resource == null) {
      throw where.field("name").error(proto.getName(), "the name of a resource monitor");
    }
    return switch (proto.getTriggerOneofCase()) {
      case THRESHOLD ->
          new Rule(action, resource, new Trigger.Threshold(proto.getThreshold().getValue()));
      case SCALED -> new Rule(action, resource, scaled(proto.getScaled(), where.field("scaled")));
      case TRIGGERONEOF_NOT_SET -> throw where.error("", "threshold or scaled");
    };
  }

  private static Trigger scaled(ScaledTrigger proto, Where where) throws ConfigException {
    if (proto.getScalingThreshold() >= proto.getSaturationThreshold()) {
      throw where.error(
          Double.toString(proto.getSaturationThreshold()),
          "a saturation_threshold above the scaling_threshold");
    }
    return new Trigger.Scaled(proto.getScalingThreshold(), proto.getSaturationThreshold());
  }
}
