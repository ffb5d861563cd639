package io.meshwright.operator.healing;

import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Eviction;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.Kind;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus.State;
import io.meshwright.operator.sessions.ProxyName;
import java.time.Instant;
import java.util.Optional;

/** A pod that is in trouble. */
sealed interface Ailing {

  ProxyName name();

  Instant since();

  /** In a sentence without its name; it does not change while the trouble is the same. */
  String words();

  /**
   * A proxy that does not follow its configuration.
   *
   * @param pod empty if it is not among the pods that may be evicted
   * @param pushesAgain how often the control plane tried
   * @param replica that it is connected to; empty if it is to none
   */
  record Proxy(
      ProxyName name,
      Optional<ProxyPod> pod,
      Cause cause,
      Instant since,
      int pushesAgain,
      Optional<String> replica,
      String said)
      implements Ailing {
    @Override
    public String words() {
      return switch (cause) {
        case REFUSING -> "refuses part of its configuration since " + since + ": " + said;
        case SILENT -> "does not answer since " + since + ": " + said;
        case DISCONNECTED -> "is connected to no control plane since " + since;
      };
    }
  }

  /** What is wrong with a proxy. */
  enum Cause {
    REFUSING,
    SILENT,
    DISCONNECTED
  }

  /**
   * A replica of the control plane that fails.
   *
   * @param spared whether another replica of the revision serves well
   */
  record Replica(
      ProxyName name, String uid, String revision, Instant since, boolean spared, String said)
      implements Ailing {
    @Override
    public String words() {
      return said + " since " + since;
    }

    Eviction planned(Instant now) {
      return new Eviction(
          name.toString(),
          uid,
          Kind.ControlPlane,
          "MeshRevision " + revision,
          words(),
          State.Planned,
          now.toString());
    }
  }
}
