package io.meshwright.runtime.model.traffic;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Changes to headers of requests and of responses (istio-features VS14). */
public record HeaderChanges(Changes request, Changes response) {

  /** Nothing changes. */
  public static final HeaderChanges NONE =
      new HeaderChanges(
          new Changes(new TreeMap<>(), new TreeMap<>(), List.of()),
          new Changes(new TreeMap<>(), new TreeMap<>(), List.of()));

  private static final String AUTHORITY = ":authority";
  private static final String HOST = "host";

  /** Changes in one direction, by lower-case names. */
  public record Changes(
      SortedMap<String, String> set, SortedMap<String, String> add, List<String> remove) {

    /** The host that the changes ask for: setting beats adding. */
    public Optional<String> authority() {
      for (SortedMap<String, String> changes : List.of(set, add)) {
        for (String name : List.of(AUTHORITY, HOST)) {
          if (changes.containsKey(name)) {
            return Optional.of(changes.get(name));
          }
        }
      }
      return Optional.empty();
    }

    /** Whether a header may be changed as such: pseudo-headers and the host may not. */
    public static boolean changeable(String name) {
      return !name.startsWith(":") && !name.equals(HOST);
    }
  }
}
