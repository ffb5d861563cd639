package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
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

  /**
   * Makes a source.
   *
   * @param name unique within the controller
   * @param concerned names of the (cluster-scoped) primary resources that an object concerns
   */
  WatchSource(String name, Class<R> kind, Watches watches, Function<R, Set<String>> concerned) {
    super(kind, name);
    this.watches = watches;
    this.concerned = concerned;
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

  private void changed(@Nullable R before, @Nullable R after) {
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
