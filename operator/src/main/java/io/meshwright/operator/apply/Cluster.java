package io.meshwright.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Kubernetes API as the reconcilers see it. Reads come from watches and may be a moment old;
 * writes are safe to repeat. A read throws {@link ReadException} while its watch has not seen
 * everything yet.
 */
public interface Cluster {

  /** One object by name; {@code namespace} is null for cluster-scoped kinds. */
  <T extends HasMetadata> Optional<T> get(Class<T> kind, @Nullable String namespace, String name);

  /** All watched objects of a kind: those that the operator applied, and the kinds it follows. */
  <T extends HasMetadata> List<T> list(Class<T> kind);

  /** Of all watched objects of a kind, those that carry an owner's labels. */
  <T extends HasMetadata> List<T> listNamedBy(Owner owner, Class<T> kind);

  /** Whether the watch of a kind is up: without it, what is not listed may well be there. */
  boolean isCurrent(Class<? extends HasMetadata> kind);

  /**
   * Creates or changes an object by server-side apply: the operator then owns exactly the fields
   * that are set.
   *
   * @throws ApplyException when the API server refuses
   */
  void apply(HasMetadata desired);

  /**
   * Creates an object that the operator has not made yet. If it is there all the same, nothing is
   * taken over: what somebody else says otherwise stays.
   *
   * @throws ApplyException when the API server refuses, or somebody else owns a field with another
   *     value
   */
  void applyNew(HasMetadata desired);

  /**
   * Deletes an object, dependents first.
   *
   * @throws ApplyException when the API server refuses; an absent object is no refusal
   */
  void delete(HasMetadata observed);

  /**
   * Applies the status of a custom resource, which has nothing else but its name and uid: the
   * operator is its only writer, and the uid keeps it from a successor of the same name.
   *
   * @throws ApplyException when the API server refuses
   */
  void writeStatus(HasMetadata resource);

  /**
   * Takes an annotation off a cluster-scoped object, unless the object has changed since it was
   * read.
   *
   * @throws ApplyException when the API server refuses
   */
  void removeAnnotation(HasMetadata observed, String annotation);

  /**
   * Asks the API server to create an object without keeping it.
   *
   * @return its words if it refuses
   */
  Optional<String> refusal(HasMetadata object);

  /**
   * Reads an object that is not watched; blocks.
   *
   * @throws ReadException when the API server cannot be asked
   */
  <T extends HasMetadata> Optional<T> readUnwatched(Class<T> kind, String namespace, String name);

  /**
   * Writes an object that is not watched and was read before, unless it has changed since.
   *
   * @throws ApplyException when the API server refuses; a change meanwhile is no refusal
   */
  void replaceUnwatched(HasMetadata read);

  /**
   * As {@link #apply}, of a kind that is not watched.
   *
   * @throws ApplyException when the API server refuses
   */
  void applyUnwatched(HasMetadata desired);

  /** Deletes an object that is not watched, by name; an absent one is no refusal. */
  void deleteUnwatched(Class<? extends HasMetadata> kind, String namespace, String name);

  /** Whether a namespace holds what neither this operator, its runtimes nor Kubernetes made. */
  boolean holdsForeignObjects(String namespace);
}
