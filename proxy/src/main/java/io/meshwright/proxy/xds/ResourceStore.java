package io.meshwright.proxy.xds;

import com.google.protobuf.ByteString;
import io.meshwright.proxy.xds.parse.ResourceParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The last good version of every resource, and the last refused one. A refused resource leaves the
 * good one in place and does not keep its neighbours from being taken (RS-F20). One thread.
 */
final class ResourceStore {

  private final ResourceParser parser;
  private final InstantSource clock;
  private final Map<XdsType, Map<String, Held>> held = new EnumMap<>(XdsType.class);
  private final Map<XdsType, Map<String, Rejected>> rejected = new EnumMap<>(XdsType.class);

  ResourceStore(ResourceParser parser, InstantSource clock) {
    this.parser = parser;
    this.clock = clock;
    for (XdsType type : XdsType.values()) {
      held.put(type, new TreeMap<>());
      rejected.put(type, new TreeMap<>());
    }
  }

  /** Takes a new version; the errors if it is refused. */
  List<ConfigError> accept(XdsType type, String name, String version, ByteString bytes) {
    try {
      Held resource =
          new Held(name, version, clock.instant(), bytes, parser.parse(type, name, bytes));
      held(type).put(name, resource);
      rejections(type).remove(name);
      return List.of();
    } catch (ConfigException e) {
      rejections(type).put(name, new Rejected(name, version, clock.instant(), e.errors()));
      return e.errors();
    }
  }

  /** The control plane says that the resource does not exist. */
  void remove(XdsType type, String name) {
    held(type).remove(name);
    rejections(type).remove(name);
  }

  /** Forgets resources that nobody asks for any more. */
  void retain(XdsType type, Set<String> names) {
    held(type).keySet().retainAll(names);
    rejections(type).keySet().retainAll(names);
  }

  Collection<Held> all(XdsType type) {
    return List.copyOf(held(type).values());
  }

  Optional<Held> find(XdsType type, String name) {
    return Optional.ofNullable(held(type).get(name));
  }

  List<Rejected> rejected(XdsType type) {
    return List.copyOf(rejections(type).values());
  }

  /** Name to version of all that is held. */
  Map<String, String> versions(XdsType type) {
    Map<String, String> versions = new LinkedHashMap<>();
    held(type).forEach((name, resource) -> versions.put(name, resource.version()));
    return versions;
  }

  private Map<String, Held> held(XdsType type) {
    return held.computeIfAbsent(type, _ -> new HashMap<>());
  }

  private Map<String, Rejected> rejections(XdsType type) {
    return rejected.computeIfAbsent(type, _ -> new HashMap<>());
  }
}
