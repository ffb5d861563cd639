package io.meshwright.runtime.xds;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The names of one type that one client wants, and the versions that it has: a hash table in flat
 * arrays. A control plane keeps a thousand names for each of a thousand clients; in the JDK's maps
 * that was a third of its heap. Confined to the stream's executor.
 */
final class HeldNames {

  private static final int SMALLEST = 8;
  private static final byte WANTED = 1;

  /** Was asked for and not answered yet; only what is wanted is. */
  private static final byte ASKED = 2;

  /** Each at the first free slot from that of its hash; one in four slots is free. */
  private @Nullable String[] names = new @Nullable String[SMALLEST];

  private @Nullable String[] versions = new @Nullable String[SMALLEST];
  private byte[] marks = new byte[SMALLEST];
  private int size;
  private int wanted;
  private int asked;

  /** Wants a name; it is to be answered whatever version the client has. */
  void want(String name) {
    int slot = add(name);
    mark(slot, WANTED | ASKED);
    versions[slot] = null;
  }

  /** Does not want a name; {@code keep} says whether its version is still of interest. */
  void drop(String name, boolean keep) {
    int slot = find(name);
    if (names[slot] != null) {
      mark(slot, 0);
      if (!keep || versions[slot] == null) {
        remove(slot);
      }
    }
  }

  /** Forgets the versions of what is not wanted. */
  void forgetUnwanted() {
    where(slot -> marks[slot] == 0).forEach(name -> remove(find(name)));
  }

  /** Whether the name is wanted. */
  boolean wants(String name) {
    return (marks[find(name)] & WANTED) != 0;
  }

  /** The version that the client has; null if none. */
  @Nullable String version(String name) {
    return versions[find(name)];
  }

  /** The client has a version, wanted or not. */
  void has(String name, String version) {
    int slot = add(name);
    versions[slot] = version;
  }

  /** The client is sent what it asked for. */
  void sent(String name, String version) {
    int slot = add(name);
    versions[slot] = version;
    mark(slot, marks[slot] & WANTED);
  }

  /** The client is told that there is nothing of this name. */
  void gone(String name) {
    int slot = find(name);
    if (names[slot] != null) {
      mark(slot, marks[slot] & WANTED);
      forget(name);
    }
  }

  /** The client does not have the version that it was sent. */
  void forget(String name) {
    int slot = find(name);
    if (names[slot] != null) {
      versions[slot] = null;
      if (marks[slot] == 0) {
        remove(slot);
      }
    }
  }

  /** Names that were asked for and not answered yet. */
  List<String> asked() {
    return asked == 0 ? List.of() : where(slot -> (marks[slot] & ASKED) != 0);
  }

  /** Names that the client has something of, or waits for. */
  List<String> expected() {
    return where(slot -> versions[slot] != null || (marks[slot] & ASKED) != 0);
  }

  /** What is wanted, in no order; changes with this. */
  Set<String> wanted() {
    return new AbstractSet<>() {
      @Override
      public Iterator<String> iterator() {
        return where(slot -> (marks[slot] & WANTED) != 0).iterator();
      }

      @Override
      public boolean contains(Object name) {
        return name instanceof String text && wants(text);
      }

      @Override
      public int size() {
        return wanted;
      }
    };
  }

  private List<String> where(IntPredicate slots) {
    List<String> found = new ArrayList<>();
    for (int slot = 0; slot < names.length; slot++) {
      String name = names[slot];
      if (name != null && slots.test(slot)) {
        found.add(name);
      }
    }
    return found;
  }

  private void mark(int slot, int with) {
    wanted += (with & WANTED) - (marks[slot] & WANTED);
    asked += ((with & ASKED) - (marks[slot] & ASKED)) / ASKED;
    marks[slot] = (byte) with;
  }

  /** Where the name is, or may be put. */
  private int find(String name) {
    int slot = home(name);
    for (String there = names[slot]; there != null && !there.equals(name); there = names[slot]) {
      slot = next(slot);
    }
    return slot;
  }

  private int add(String name) {
    int slot = find(name);
    if (names[slot] != null) {
      return slot;
    }
    if (4 * (size + 1) > 3 * names.length) {
      grow();
      slot = find(name);
    }
    size++;
    // thousands of clients ask for the same names
    names[slot] = name.intern();
    return slot;
  }

  private void grow() {
    @Nullable String[] oldNames = names;
    @Nullable String[] oldVersions = versions;
    byte[] oldMarks = marks;
    names = new @Nullable String[2 * oldNames.length];
    versions = new @Nullable String[names.length];
    marks = new byte[names.length];
    for (int i = 0; i < oldNames.length; i++) {
      String name = oldNames[i];
      if (name != null) {
        int slot = find(name);
        names[slot] = name;
        versions[slot] = oldVersions[i];
        marks[slot] = oldMarks[i];
      }
    }
  }

  /** Empties a slot, and moves those behind it that would not be found any more. */
  private void remove(int slot) {
    mark(slot, 0);
    size--;
    int free = slot;
    for (int at = next(free); names[at] != null; at = next(at)) {
      int steps = distance(home(names[at]), at);
      if (steps >= distance(free, at)) {
        move(at, free);
        free = at;
      }
    }
    names[free] = null;
    versions[free] = null;
    marks[free] = 0;
  }

  private void move(int from, int to) {
    names[to] = names[from];
    versions[to] = versions[from];
    marks[to] = marks[from];
  }

  private int home(String name) {
    int hash = name.hashCode();
    return (hash ^ (hash >>> 16)) & (names.length - 1);
  }

  private int distance(int from, int to) {
    return (to - from) & (names.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (names.length - 1);
  }
}
