package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.apply.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster in which nothing is left to do, read as an informer's cache is; writes fail. */
final class SettledCluster implements Cluster {

  private final Map<Class<?>, Map<String, HasMetadata>> objects = new HashMap<>();
  private final Map<Class<?>, Map<String, List<HasMetadata>>> byOwner = new HashMap<>();

  SettledCluster(List<HasMetadata> settled) {
    for (HasMetadata object : settled) {
      objects
          .computeIfAbsent(object.getClass(), _ -> new LinkedHashMap<>())
          .put(key(object.getMetadata().getNamespace(), object.getMetadata().getName()), object);
      Owner.indexKeyOf(object)
          .ifPresent(
              owner ->
                  byOwner
                      .computeIfAbsent(object.getClass(), _ -> new HashMap<>())
                      .computeIfAbsent(owner, _ -> new ArrayList<>())
                      .add(object));
    }
  }

  private static String key(@Nullable String namespace, String name) {
    return namespace + "/" + name;
  }

  @Override
  public <T extends HasMetadata> Optional<T> get(
      Class<T> kind, @Nullable String namespace, String name) {
    return Optional.ofNullable(of(kind).get(key(namespace, name)));
  }

  @Override
  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    return List.copyOf(of(kind).values());
  }

  @Override
  @SuppressWarnings("unchecked") // filed under their own class
  public <T extends HasMetadata> List<T> listNamedBy(Owner owner, Class<T> kind) {
    return (List<T>) byOwner.getOrDefault(kind, Map.of()).getOrDefault(owner.indexKey(), List.of());
  }

  @SuppressWarnings("unchecked") // filed under their own class
  private <T extends HasMetadata> Map<String, T> of(Class<T> kind) {
    return (Map<String, T>) (Map<String, ?>) objects.getOrDefault(kind, Map.of());
  }

  @Override
  public boolean isCurrent(Class<? extends HasMetadata> kind) {
    return true;
  }

  @Override
  public void apply(HasMetadata desired) {
    throw unexpected("apply", desired);
  }

  @Override
  public void applyNew(HasMetadata desired) {
    throw unexpected("apply", desired);
  }

  @Override
  public void delete(HasMetadata observed) {
    throw unexpected("delete", observed);
  }

  @Override
  public void writeStatus(HasMetadata resource) {
    throw unexpected("status of", resource);
  }

  @Override
  public void removeAnnotation(HasMetadata observed, String annotation) {
    throw unexpected("forget " + annotation + " of", observed);
  }

  @Override
  public Optional<String> refusal(HasMetadata object) {
    return Optional.empty();
  }

  @Override
  public <T extends HasMetadata> Optional<T> readUnwatched(
      Class<T> kind, String namespace, String name) {
    return get(kind, namespace, name);
  }

  @Override
  public void replaceUnwatched(HasMetadata read) {
    throw unexpected("replace", read);
  }

  @Override
  public void applyUnwatched(HasMetadata desired) {
    throw unexpected("apply", desired);
  }

  @Override
  public void deleteUnwatched(Class<? extends HasMetadata> kind, String namespace, String name) {
    throw new AssertionError("delete " + kind.getSimpleName() + " " + namespace + "/" + name);
  }

  @Override
  public boolean holdsForeignObjects(String namespace) {
    return false;
  }

  private static AssertionError unexpected(String verb, HasMetadata object) {
    return new AssertionError(verb + " " + ObjectKey.of(object));
  }
}
