package io.meshwright.runtime.delivery;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resources of one type by name: those that a proxy shares with others, and its own. No name is in
 * both.
 */
public record Resources(
    NavigableMap<String, VersionedResource> shared, NavigableMap<String, VersionedResource> own) {

  /** Nothing. */
  public static final Resources NONE =
      new Resources(Collections.emptyNavigableMap(), Collections.emptyNavigableMap());

  /** Whether both are the same objects; then nothing differs. */
  @SuppressWarnings("ReferenceEquality") // what did not change is the same object
  public boolean same(Resources other) {
    return shared == other.shared && own == other.own;
  }

  /** Whether there is a resource of this name. */
  public boolean contains(String name) {
    return shared.containsKey(name) || own.containsKey(name);
  }

  /** Each resource once, the shared ones first. */
  public void forEach(Consumer<VersionedResource> visitor) {
    shared.values().forEach(visitor);
    own.values().forEach(visitor);
  }

  /** Those of these names. */
  public Resources only(Collection<String> names) {
    NavigableMap<String, VersionedResource> some = new TreeMap<>();
    for (String name : names) {
      VersionedResource found = find(name);
      if (found != null) {
        some.put(name, found);
      }
    }
    return new Resources(some, Collections.emptyNavigableMap());
  }

  /** All in one map. */
  public NavigableMap<String, VersionedResource> byName() {
    NavigableMap<String, VersionedResource> all = new TreeMap<>(shared);
    all.putAll(own);
    return all;
  }

  private @Nullable VersionedResource find(String name) {
    VersionedResource found = shared.get(name);
    return found != null ? found : own.get(name);
  }
}
