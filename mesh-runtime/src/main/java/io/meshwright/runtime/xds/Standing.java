package io.meshwright.runtime.xds;

import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a client stands to what it was sent. */
sealed interface Standing {

  /** It has accepted all. */
  record Following() implements Standing {}

  /** It may still answer in time. */
  record Busy() implements Standing {}

  /** It has not answered a response for long. */
  record Silent(XdsType type, Instant sentAt) implements Standing {}

  /**
   * It has not accepted what it refused.
   *
   * @param lastAccepted when it last accepted anything
   */
  record Refusing(List<Rejection> rejections, Optional<Instant> lastAccepted) implements Standing {
    public Refusing {
      rejections = List.copyOf(rejections);
    }
  }
}
