package io.meshwright.runtime.delivery;

import io.meshwright.runtime.compile.endpoint.EndpointCompiler;
import io.meshwright.runtime.compile.endpoint.EndpointQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Load assignments, shared by all proxies and models whose queries are equal. What was made of
 * endpoints that are not there any more goes when the same cluster is asked for again. Thread-safe.
 */
final class SharedAssignments {

  private final ConcurrentMap<String, List<Known>> known = new ConcurrentHashMap<>();

  private record Known(EndpointQuery query, VersionedResource resource) {}

  VersionedResource of(EndpointQuery query) {
    if (query.endpoints().isEmpty()) {
      // who asks for names that mean nothing must not fill the memory
      return VersionedResource.of(query.cluster(), EndpointCompiler.compile(query));
    }
    VersionedResource found = find(known.getOrDefault(query.cluster(), List.of()), query);
    return found != null ? found : compiled(query);
  }

  @SuppressWarnings("ReferenceEquality") // other endpoints, however equal, are of another model
  private VersionedResource compiled(EndpointQuery query) {
    VersionedResource made = VersionedResource.of(query.cluster(), EndpointCompiler.compile(query));
    known.compute(
        query.cluster(),
        (_, others) -> {
          List<Known> now = new ArrayList<>();
          now.add(new Known(query, made));
          if (others != null) {
            others.stream()
                .filter(other -> other.query().endpoints() == query.endpoints())
                .filter(other -> !other.query().equals(query))
                .forEach(now::add);
          }
          return List.copyOf(now);
        });
    return made;
  }

  private static @Nullable VersionedResource find(List<Known> all, EndpointQuery query) {
    for (Known each : all) {
      if (each.query().equals(query)) {
        return each.resource();
      }
    }
    return null;
  }
}
