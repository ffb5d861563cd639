package io.meshwright.operator.event;

import io.meshwright.crd.mesh.v1alpha1.TrustStatus;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Role;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Root;
import io.meshwright.operator.apply.Owner;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a change of the status of trust tells. Pure. */
final class RootTransition {

  private static final int SHORT = 12;

  private RootTransition() {}

  static Optional<MeshEvent> between(
      Owner about, @Nullable TrustStatus before, @Nullable TrustStatus after) {
    Phase from = before == null ? Phase.Stable : before.phase();
    if (after == null || after.phase() == from) {
      return Optional.empty();
    }
    String step = after.phase() == Phase.Stable ? "done" : after.phase().name();
    return Optional.of(new MeshEvent(about, EventReason.ROOT_ROTATION, step + ": " + roots(after)));
  }

  private static String roots(TrustStatus status) {
    return status.roots().stream().map(RootTransition::words).collect(Collectors.joining(", "));
  }

  private static String words(Root root) {
    String does =
        root.role() == Role.Signing
            ? "signs"
            : root.role() == Role.Trusted ? "is trusted" : "is kept for later";
    return "root " + root.fingerprint().substring(0, SHORT) + " " + does;
  }
}
