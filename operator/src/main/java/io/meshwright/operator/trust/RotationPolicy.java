package io.meshwright.operator.trust;

import io.meshwright.crd.mesh.v1alpha1.RootRotation;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Cause;
import io.meshwright.operator.schedule.CronSchedule;
import io.meshwright.operator.schedule.PositiveDuration;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a root is replaced, as {@code spec.rootRotation} says.
 *
 * @param validity of a new root
 * @param before its end it is replaced
 * @param patience with proxies that do not say that they have followed
 */
public record RotationPolicy(
    boolean automatic,
    Duration validity,
    Duration before,
    Optional<CronSchedule> schedule,
    Duration patience) {

  private static final String FIELD = "spec.rootRotation";

  /** When, and why. */
  record Due(Instant at, Cause cause) {}

  /**
   * Reads a spec, with all that its schema cannot check.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static RotationPolicy parse(String resource, RootRotation spec) throws ConfigException {
    List<ConfigError> errors = new ArrayList<>();
    Duration validity = duration(resource, "validity", spec.validity(), errors);
    Duration before = duration(resource, "before", spec.before(), errors);
    Duration patience = duration(resource, "patience", spec.patience(), errors);
    if (errors.isEmpty() && before.compareTo(validity) >= 0) {
      errors.add(
          new ConfigError(
              resource, FIELD + ".before", spec.before(), "less than the validity of a root"));
    }
    Optional<CronSchedule> schedule = Optional.empty();
    if (spec.schedule() != null) {
      try {
        schedule = Optional.of(CronSchedule.parse(spec.schedule()));
      } catch (CronSchedule.NoSchedule e) {
        errors.add(new ConfigError(resource, FIELD + ".schedule", spec.schedule(), e.expected()));
      }
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return new RotationPolicy(
        spec.mode() == RootRotation.Mode.Automatic, validity, before, schedule, patience);
  }

  /** When a root is to be replaced without being asked; empty if never. */
  Optional<Due> due(X509Certificate root) {
    if (!automatic) {
      return Optional.empty();
    }
    Due expiring = new Due(root.getNotAfter().toInstant().minus(before), Cause.Expiring);
    return schedule
        .flatMap(times -> times.after(root.getNotBefore().toInstant(), ZoneOffset.UTC))
        .filter(at -> at.isBefore(expiring.at()))
        .map(at -> new Due(at, Cause.Scheduled))
        .or(() -> Optional.of(expiring));
  }

  /** Whether a root's end is near. */
  boolean isExpiring(X509Certificate root, Instant now) {
    return !root.getNotAfter().toInstant().minus(before).isAfter(now);
  }

  private static Duration duration(
      String resource, String field, String written, List<ConfigError> errors) {
    Optional<Duration> duration = PositiveDuration.parse(written);
    if (duration.isEmpty()) {
      errors.add(
          new ConfigError(resource, FIELD + "." + field, written, PositiveDuration.EXPECTED));
    }
    return duration.orElse(Duration.ZERO);
  }
}
