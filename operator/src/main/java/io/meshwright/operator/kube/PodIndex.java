package io.meshwright.operator.kube;

import io.meshwright.operator.revision.PodReference;
import io.meshwright.operator.revision.Workloads;
import io.meshwright.operator.workload.ProxyPods;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts pods by what they refer to and by their proxies, as they come and go. Thread-safe. */
final class PodIndex implements Workloads {

  private final Tally<PodReference> references = new Tally<>();
  private final Tally<ProxyPods> proxies = new Tally<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Map<PodReference, Long> pods() {
    return references.counts();
  }

  /** The pods with proxies, by what they have in common. */
  Set<ProxyPods> proxies() {
    return proxies.counts().keySet();
  }

  /** Calls {@code change} when {@link #proxies()} changes; it must not block. */
  void subscribe(Runnable change) {
    listeners.add(change);
  }

  void replaceReference(Optional<PodReference> before, Optional<PodReference> after) {
    references.replace(before, after);
  }

  void replaceProxy(Optional<ProxyPods> before, Optional<ProxyPods> after) {
    if (proxies.replace(before, after)) {
      listeners.forEach(Runnable::run);
    }
  }
}
