package io.meshwright.operator.trust;

import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Phase;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user says once about the root. Each names where it leads, so that an operator that obeys
 * twice does no more than one that obeys once.
 */
public enum RotationCommand {
  /** Replaces the root. */
  NOW,
  /** Lets the next root sign, whoever has not said that he trusts it. */
  ACTIVATE,
  /** Takes the old root away, whoever has not said that he has a new certificate. */
  RETIRE,
  /** Gives up a root that does not sign yet. */
  ABORT;

  /** Reads the annotation; empty for anything else. */
  public static Optional<RotationCommand> parse(String word) {
    for (RotationCommand command : values()) {
      if (command.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  /** Whether there is something left to obey. */
  boolean isOpen(Phase phase) {
    return switch (this) {
      case NOW -> phase == Phase.Stable;
      case ACTIVATE, ABORT -> phase == Phase.Preparing || phase == Phase.Distributing;
      case RETIRE -> phase == Phase.Activating;
    };
  }
}
