package io.meshwright.operator.configdiff;

import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Impact;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Kind;
import io.meshwright.operator.configdiff.ConfigDiff.Difference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Classifies differences and counts the same one of many resources and proxies once. Holds as many
 * as a report can have; what comes later is only counted.
 */
final class Ledger {

  private static final int MOST = 2000;

  private record Key(
      Kind kind,
      Impact impact,
      List<String> path,
      @Nullable String before,
      @Nullable String after) {}

  private record Entry(String field, SortedSet<String> resources, BitSet shapes) {}

  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private final List<String> omitted = new ArrayList<>();
  private int dropped;

  /** A resource is there on both sides, and differs. */
  void changed(Kind kind, String resource, BitSet shapes, List<FieldChange> changes) {
    for (FieldChange change : changes) {
      Impact impact =
          FieldRule.of(kind, change.path()).isPresent() ? Impact.Harmless : Impact.Behavioural;
      add(
          new Key(kind, impact, change.path(), change.before(), change.after()),
          change.at(),
          resource,
          shapes);
    }
  }

  /** A resource is there on one side only. */
  void whole(Kind kind, String resource, BitSet shapes, boolean isNew) {
    String present = "present";
    add(
        new Key(
            kind, Impact.Behavioural, List.of(), isNew ? null : present, isNew ? present : null),
        "",
        resource,
        shapes);
  }

  /** Something was not looked at, in a sentence. */
  void omit(String sentence) {
    omitted.add(sentence);
  }

  /** All of it; {@code sample} has the shapes that the bits stand for. */
  ConfigDiff result(Sample sample, int rendered) {
    List<Difference> differences = new ArrayList<>();
    entries.forEach(
        (key, entry) ->
            differences.add(
                new Difference(
                    key.kind(),
                    key.impact(),
                    entry.field(),
                    key.path(),
                    key.before(),
                    key.after(),
                    entry.resources(),
                    entry.shapes().stream()
                        .mapToLong(shape -> sample.shapes().get(shape).proxies())
                        .sum())));
    List<String> sentences = new ArrayList<>(omitted);
    if (dropped > 0) {
      sentences.add(dropped + " differences beyond the first " + MOST + " are not listed");
    }
    return new ConfigDiff(
        sample.shapes().stream().limit(rendered).mapToLong(shape -> shape.proxies()).sum(),
        rendered,
        sentences,
        differences);
  }

  private void add(Key key, String field, String resource, BitSet shapes) {
    Entry entry = entries.get(key);
    if (entry == null && entries.size() >= MOST) {
      dropped++;
      return;
    }
    if (entry == null) {
      entry = new Entry(field, new TreeSet<>(), new BitSet());
      entries.put(key, entry);
    }
    entry.resources().add(resource);
    entry.shapes().or(shapes);
  }
}
