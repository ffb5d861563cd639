package io.meshwright.operator.configdiff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Kind;
import io.meshwright.operator.configdiff.ConfigComparisons.Pause;
import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.RuntimeRenderer;
import io.meshwright.operator.sessions.RuntimeRenderer.ResourceKey;
import io.meshwright.operator.sessions.RuntimeRenderer.Shape;
import io.meshwright.operator.sessions.RuntimeRenderer.Shapes;
import io.meshwright.xds.XdsType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets two revisions render the same proxies, and compares. First only digests travel; then, after
 * a pause, the contents of what differed, once for all proxies that have it. What is equal by then
 * had only reached the two at different times. Holds the digests of one proxy and the contents of a
 * hundred resources; blocks.
 */
final class Comparison {

  static final int MOST_SHAPES = 200;
  private static final int MOST_PAIRS = 2000;
  private static final int CONTENTS = 100;
  private static final Duration LONGEST = Duration.ofSeconds(90);

  /** For what a runtime publishes at intervals to have reached both. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A revision that is asked.
   *
   * @param replicas at least one
   */
  record Side(String revision, List<RuntimeRenderer> replicas) {
    Side {
      replicas = List.copyOf(replicas);
    }

    private RuntimeRenderer any() {
      return replicas.getFirst();
    }
  }

  private record Pair(ResourceKey resource, @Nullable String before, @Nullable String after) {}

  private final Side active;
  private final Side desired;
  private final InstantSource clock;
  private final Pause pause;
  private final Ledger ledger = new Ledger();
  private final Map<Pair, BitSet> pairs = new LinkedHashMap<>();
  private int overflow;

  Comparison(Side active, Side desired, InstantSource clock, Pause pause) {
    this.active = active;
    this.desired = desired;
    this.clock = clock;
    this.pause = pause;
  }

  ConfigDiff run() throws RenderException, InterruptedException {
    Instant end = clock.instant().plus(LONGEST);
    List<Shapes> connected = new ArrayList<>();
    for (RuntimeRenderer replica : active.replicas()) {
      connected.add(replica.shapes(MOST_SHAPES));
    }
    Sample sample = Sample.of(connected, MOST_SHAPES);
    int rendered = 0;
    while (rendered < sample.shapes().size() && clock.instant().isBefore(end)) {
      compareDigests(sample.shapes().get(rendered), rendered);
      rendered++;
    }
    int left = sample.leftOut() + sample.shapes().size() - rendered;
    if (left > 0) {
      ledger.omit(left + " shapes of proxies were not rendered");
    }
    if (overflow > 0) {
      ledger.omit(overflow + " resources that differ were not looked into");
    }
    if (!pairs.isEmpty()) {
      pause.take(SETTLING);
      compareContents(sample);
    }
    return ledger.result(sample, rendered);
  }

  private void compareDigests(Shape shape, int index) throws RenderException {
    Map<ResourceKey, String> before = digests(active, shape);
    Map<ResourceKey, String> after = digests(desired, shape);
    Set<ResourceKey> resources = new HashSet<>(before.keySet());
    resources.addAll(after.keySet());
    for (ResourceKey resource : resources) {
      Pair pair = new Pair(resource, before.get(resource), after.get(resource));
      if (pair.before() != null && pair.before().equals(pair.after())) {
        continue;
      }
      if (pairs.size() >= MOST_PAIRS && !pairs.containsKey(pair)) {
        overflow++;
        continue;
      }
      pairs.computeIfAbsent(pair, _ -> new BitSet()).set(index);
    }
  }

  private static Map<ResourceKey, String> digests(Side side, Shape shape) throws RenderException {
    Map<ResourceKey, String> digests = new HashMap<>();
    side.any()
        .render(
            shape.node(),
            Set.of(),
            resource -> digests.put(resource.resource(), resource.digest()));
    return digests;
  }

  private void compareContents(Sample sample) throws RenderException {
    Map<Integer, List<Map.Entry<Pair, BitSet>>> byShape = new TreeMap<>();
    for (Map.Entry<Pair, BitSet> pair : pairs.entrySet()) {
      byShape.computeIfAbsent(pair.getValue().nextSetBit(0), _ -> new ArrayList<>()).add(pair);
    }
    for (Map.Entry<Integer, List<Map.Entry<Pair, BitSet>>> group : byShape.entrySet()) {
      String node = sample.shapes().get(group.getKey()).node();
      List<Map.Entry<Pair, BitSet>> members = group.getValue();
      for (int from = 0; from < members.size(); from += CONTENTS) {
        compareContents(node, members.subList(from, Math.min(from + CONTENTS, members.size())));
      }
    }
  }

  private void compareContents(String node, List<Map.Entry<Pair, BitSet>> members)
      throws RenderException {
    Map<ResourceKey, BitSet> wanted = new HashMap<>();
    members.forEach(
        member ->
            wanted
                .computeIfAbsent(member.getKey().resource(), _ -> new BitSet())
                .or(member.getValue()));
    Map<ResourceKey, JsonNode> before = contents(active, node, wanted.keySet());
    Map<ResourceKey, JsonNode> after = contents(desired, node, wanted.keySet());
    wanted.forEach((resource, shapes) -> compare(resource, shapes, before, after));
  }

  private void compare(
      ResourceKey resource,
      BitSet shapes,
      Map<ResourceKey, JsonNode> before,
      Map<ResourceKey, JsonNode> after) {
    Optional<Kind> kind = XdsType.of(resource.typeUrl()).map(Comparison::kind);
    if (kind.isEmpty()) {
      ledger.omit("resources of type " + resource.typeUrl() + " are not known");
      return;
    }
    JsonNode old = before.get(resource);
    JsonNode next = after.get(resource);
    if (old != null && next != null) {
      ledger.changed(kind.get(), resource.name(), shapes, TreeComparison.of(old, next));
    } else if (old != null || next != null) {
      ledger.whole(kind.get(), resource.name(), shapes, old == null);
    }
  }

  private static Map<ResourceKey, JsonNode> contents(
      Side side, String node, Set<ResourceKey> wanted) throws RenderException {
    Map<ResourceKey, String> texts = new HashMap<>();
    side.any()
        .render(
            node,
            wanted,
            resource -> {
              if (wanted.contains(resource.resource())) {
                texts.put(resource.resource(), resource.content());
              }
            });
    Normaliser normaliser = Normaliser.of(side.revision());
    Map<ResourceKey, JsonNode> contents = new HashMap<>();
    for (Map.Entry<ResourceKey, String> text : texts.entrySet()) {
      try {
        contents.put(text.getKey(), normaliser.normal(JSON.readTree(text.getValue())));
      } catch (JsonProcessingException e) {
        throw new RenderException(
            RenderException.Cause.FAILED,
            side.revision() + ": " + text.getKey().name() + " is no JSON");
      }
    }
    return contents;
  }

  private static Kind kind(XdsType type) {
    return switch (type) {
      case CLUSTER -> Kind.Cluster;
      case ENDPOINT -> Kind.Endpoint;
      case LISTENER -> Kind.Listener;
      case ROUTE -> Kind.Route;
      case EXTENSION_CONFIG -> Kind.Extension;
      case SECRET -> Kind.Secret;
      case NAME_TABLE -> Kind.NameTable;
    };
  }
}
