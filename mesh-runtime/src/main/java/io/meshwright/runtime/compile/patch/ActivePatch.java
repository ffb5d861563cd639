package io.meshwright.runtime.compile.patch;

import com.google.protobuf.Message;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.patch.Patch;
import io.meshwright.runtime.model.patch.Patch.Operation;
import io.meshwright.runtime.model.patch.PatchRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A patch that one proxy gets, with its message; null for a removal. */
record ActivePatch(Patch patch, @Nullable Message message) {

  /** Those of a proxy, in the order in which they apply. */
  static List<ActivePatch> of(ProxyScope scope) {
    List<ActivePatch> active = new ArrayList<>();
    ProxyIdentity.Software software = scope.proxy().software();
    ExtensionConfigs extensions =
        software.meshwright()
            ? ExtensionConfigs.of(
                scope.patches(), patch -> patch.appliesTo(software.version(), software.metadata()))
            : ExtensionConfigs.NONE;
    for (PatchRules rules : scope.patches()) {
      for (Patch patch : rules.patches()) {
        if (patch.appliesTo(software.version(), software.metadata())) {
          PatchValue value = PatchValue.of(rules.origin(), patch, extensions);
          boolean accepted = !software.meshwright() || value.refused().isEmpty();
          if (value.errors().isEmpty() && accepted) {
            active.add(
                new ActivePatch(patch, software.meshwright() ? value.own() : value.message()));
          }
        }
      }
    }
    return active;
  }

  boolean of(Patch.Target target) {
    return patch.target() == target;
  }

  /**
   * A list with the change made.
   *
   * @param named whether the patch says which items; without that an insertion is at an end
   * @param last how many items at the end stay there: those that nothing comes after
   */
  <T extends Message> List<T> applyTo(
      List<T> items, Predicate<T> matched, boolean named, int last, Class<T> type) {
    List<T> changed = new ArrayList<>(items);
    int end = Math.max(0, items.size() - last);
    int found = first(items, matched);
    switch (patch.operation()) {
      case ADD -> changed.add(end, value(type));
      case INSERT_FIRST -> changed.addFirst(value(type));
      case INSERT_BEFORE -> insert(changed, named ? found : 0, type);
      case INSERT_AFTER -> insert(changed, named ? found < 0 ? -1 : found + 1 : end, type);
      case REMOVE -> changed.removeIf(matched);
      case REPLACE -> changed.replaceAll(item -> matched.test(item) ? value(type) : item);
      case MERGE, MERGE_AND_REPLACE_LIST ->
          changed.replaceAll(item -> matched.test(item) ? merged(item) : item);
    }
    return changed;
  }

  <T extends Message> T merged(T item) {
    return new Overlay(patch.operation() == Operation.MERGE_AND_REPLACE_LIST)
        .over(item, Objects.requireNonNull(message));
  }

  <T extends Message> T value(Class<T> type) {
    return type.cast(Objects.requireNonNull(message));
  }

  private <T extends Message> void insert(List<T> items, int at, Class<T> type) {
    if (at >= 0) {
      items.add(at, value(type));
    }
  }

  private static <T> int first(List<T> items, Predicate<T> matched) {
    for (int i = 0; i < items.size(); i++) {
      if (matched.test(items.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
