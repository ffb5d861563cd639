package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * What is done when a resource of the process runs short (RS-F13, RS-F14; Envoy's {@code
 * overload_manager}).
 *
 * @param refresh how often pressure is measured
 * @param heapBytes what counts as a full heap; 0 is the JVM's limit
 * @param connections most connections of clients; 0 is what the limit of open files allows
 * @param rules of one action, the strongest counts
 */
public record OverloadPolicy(Duration refresh, long heapBytes, long connections, List<Rule> rules) {

  /** Without one in the configuration: sheds from 85 % of memory on, all of it at 95 %. */
  public static final OverloadPolicy DEFAULT =
      new OverloadPolicy(
          Duration.ofMillis(500),
          0,
          0,
          List.of(
              new Rule(Action.DISABLE_KEEPALIVE, Resource.HEAP, new Trigger.Threshold(0.8)),
              new Rule(Action.SHRINK_HEAP, Resource.HEAP, new Trigger.Threshold(0.8)),
              new Rule(Action.REFUSE_REQUESTS, Resource.HEAP, new Trigger.Scaled(0.85, 0.95)),
              new Rule(Action.STOP_ACCEPTING, Resource.HEAP, new Trigger.Threshold(0.95)),
              new Rule(
                  Action.DISABLE_KEEPALIVE, Resource.DIRECT_MEMORY, new Trigger.Threshold(0.8)),
              new Rule(
                  Action.REFUSE_REQUESTS, Resource.DIRECT_MEMORY, new Trigger.Scaled(0.85, 0.95)),
              new Rule(Action.STOP_ACCEPTING, Resource.DIRECT_MEMORY, new Trigger.Threshold(0.95)),
              new Rule(Action.DISABLE_KEEPALIVE, Resource.CONNECTIONS, new Trigger.Threshold(0.9)),
              new Rule(Action.STOP_ACCEPTING, Resource.CONNECTIONS, new Trigger.Threshold(0.98)),
              new Rule(Action.REFUSE_REQUESTS, Resource.LOOP_DELAY, new Trigger.Scaled(0.5, 1))));

  public OverloadPolicy {
    rules = List.copyOf(rules);
  }

  /** What can run short. Pressure is a share of what there is, from 0. */
  public enum Resource {
    /** What was left of the heap's old part by its last collection. */
    HEAP("envoy.resource_monitors.fixed_heap"),
    DIRECT_MEMORY("meshwright.resource_monitors.direct_memory"),
    CONNECTIONS("envoy.resource_monitors.global_downstream_max_connections"),
    /** How long work waits for an event loop, on that which is least busy; 1 is half a second. */
    LOOP_DELAY("meshwright.resource_monitors.loop_delay");

    private final String label;

    Resource(String label) {
      this.label = label;
    }

    /** Envoy's name, where Envoy has it. */
    public String label() {
      return label;
    }
  }

  /** What can be done. */
  public enum Action {
    /** Connections end with the next answer. */
    DISABLE_KEEPALIVE("envoy.overload_actions.disable_http_keepalive"),
    /** The heap is collected. */
    SHRINK_HEAP("envoy.overload_actions.shrink_heap"),
    /** Requests are answered at once: 503. */
    REFUSE_REQUESTS("envoy.overload_actions.stop_accepting_requests"),
    /** Clients wait to be connected. */
    STOP_ACCEPTING("envoy.overload_actions.stop_accepting_connections"),
    /** Clients are connected, and disconnected at once. */
    REJECT_CONNECTIONS("envoy.overload_actions.reject_incoming_connections");

    private final String label;

    Action(String label) {
      this.label = label;
    }

    /** Envoy's name. */
    public String label() {
      return label;
    }
  }

  /** When an action is taken, and how much of it. */
  public sealed interface Trigger {
    /** From 0, not at all, to 1. */
    double level(double pressure);

    /** All of it, from a pressure on. */
    record Threshold(double value) implements Trigger {
      @Override
      public double level(double pressure) {
        return pressure >= value ? 1 : 0;
      }
    }

    /** More and more of it from a pressure on: a share of requests, say. */
    record Scaled(double from, double full) implements Trigger {
      @Override
      public double level(double pressure) {
        return pressure >= full ? 1 : pressure <= from ? 0 : (pressure - from) / (full - from);
      }
    }
  }

  /** One reason for an action. */
  public record Rule(Action action, Resource resource, Trigger trigger) {}
}
