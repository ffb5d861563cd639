package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells a controller which of its resources a change concerns. The watch itself is shared by all
 * controllers; callbacks only enqueue.
 */
final class WatchSource<R extends HasMetadata, P extends HasMetadata>
    extends AbstractEventSource<R, P> {

  private final Watches watches;
  private final Function<R, Set<String>> concerned;
  private final BiPredicate<R, R> isNoNews;

  /**
   * Makes a source.
   *
   * @param name unique within the controller
   * @param concerned names of the (cluster-scoped) primary resources that an object concerns
   */
  WatchSource(String name, Class<R> kind, Watches watches, Function<R, Set<String>> concerned) {
    this(name, kind, watches, concerned, (_, _) -> false);
  }

  private WatchSource(
      String name,
      Class<R> kind,
      Watches watches,
      Function<R, Set<String>> concerned,
      BiPredicate<R, R> isNoNews) {
    super(kind, name);
    this.watches = watches;
    this.concerned = concerned;
    this.isNoNews = isNoNews;
  }

  /** Tells only when an object comes, goes, or concerns others than before. */
  static <R extends HasMetadata, P extends HasMetadata> WatchSource<R, P> ofChangedConcern(
      String name, Class<R> kind, Watches watches, Function<R, Set<String>> concerned) {
    return new WatchSource<>(
        name,
        kind,
        watches,
        concerned,
        (before, after) -> concerned.apply(before).equals(concerned.apply(after)));
  }

  /**
   * Tells of the applied objects of a kind.
   *
   * @param owner the kind of custom resource that they were applied for
   */
  static <R extends HasMetadata, P extends HasMetadata> WatchSource<R, P> owned(
      Class<R> kind, Watches watches, String owner) {
    Function<R, Set<String>> concerned = object -> Concerned.owner(owner, object);
    // how far pods are is in the status of their Deployment; no other status is looked at
    return kind == Deployment.class
        ? new WatchSource<>(kind.getSimpleName(), kind, watches, concerned)
        : exceptStatus(kind.getSimpleName(), kind, watches, concerned);
  }

  /** Does not tell of a change that only the object's own controller made: of its status. */
  static <R extends HasMetadata, P extends HasMetadata> WatchSource<R, P> exceptStatus(
      String name, Class<R> kind, Watches watches, Function<R, Set<String>> concerned) {
    return new WatchSource<>(name, kind, watches, concerned, StatusOnly::differ);
  }

  @Override
  public void start() {
    watches.subscribe(resourceType(), this::changed);
    watches.start();
    super.start();
  }

  @Override
  public Set<R> getSecondaryResources(P primary) {
    return Set.of();
  }

  /** What is seen first concerns nobody: each primary resource is reconciled afterwards. */
  private void changed(@Nullable R before, @Nullable R after) {
    if (!watches.isStarted()) {
      return;
    }
    if (before != null && after != null && isNoNews.test(before, after)) {
      return;
    }
    if (before != null) {
      concerned.apply(before).forEach(this::enqueue);
    }
    if (after != null) {
      concerned.apply(after).forEach(this::enqueue);
    }
  }

  private void enqueue(String primary) {
    getEventHandler().handleEvent(new Event(new ResourceID(primary)));
  }
}
