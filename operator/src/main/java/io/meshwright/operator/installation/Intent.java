package io.meshwright.operator.installation;

import io.meshwright.xds.ConfigError;
import java.util.Optional;

/** What is to be done about what a spec asks for. */
sealed interface Intent {

  /** The revision should be there. */
  record Make(Asked wanted) implements Intent {}

  /** The revision is not made any more, but looked after where it is. */
  record KeepOnly(Asked wanted, ConfigError why) implements Intent {}

  /** The spec cannot be used; what is there stays. */
  record Refuse(ConfigError why) implements Intent {}

  /** What the spec comes to, unless it cannot be used. */
  default Optional<Asked> asked() {
    return switch (this) {
      case Make(Asked wanted) -> Optional.of(wanted);
      case KeepOnly(Asked wanted, ConfigError _) -> Optional.of(wanted);
      case Refuse _ -> Optional.empty();
    };
  }
}
