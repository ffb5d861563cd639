package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.meshwright.crd.mesh.v1alpha1.Analysis;
import io.meshwright.crd.mesh.v1alpha1.DataPlane;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneWave;
import io.meshwright.crd.mesh.v1alpha1.MaintenanceWindow;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.operator.dataplane.WavePolicy.Pause;
import io.meshwright.operator.dataplane.WavePolicy.Wave;
import io.meshwright.operator.schedule.CronSchedule;
import io.meshwright.operator.schedule.PositiveDuration;
import io.meshwright.operator.workload.Portion;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code spec.dataPlane} and {@code spec.analysis}, with all that its schema cannot check.
 * Pure.
 */
public final class WavePolicyParser {

  private static final String FIELD = "spec.dataPlane";
  private static final Portion ONE = new Portion(1, false);
  private static final int PERCENT = 100;

  /** Any time will do to find out whether a schedule ever comes. */
  private static final Instant SOME_TIME = Instant.EPOCH;

  private final String resource;
  private final List<ConfigError> errors = new ArrayList<>();

  private WavePolicyParser(String resource) {
    this.resource = resource;
  }

  /**
   * Reads a spec.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static WavePolicy parse(String resource, MeshInstallationSpec spec)
      throws ConfigException {
    WavePolicyParser parser = new WavePolicyParser(resource);
    WavePolicy policy = parser.policy(spec.dataPlane(), spec.analysis());
    if (!parser.errors.isEmpty()) {
      throw new ConfigException(parser.errors);
    }
    return policy;
  }

  private WavePolicy policy(DataPlane spec, @Nullable Analysis analysis) {
    Portion usual = portion(FIELD + ".maxUnavailable", spec.maxUnavailable()).orElse(ONE);
    List<Wave> waves = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(DataPlane.LAST_WAVE));
    for (int i = 0; i < spec.waves().size(); i++) {
      DataPlaneWave wave = spec.waves().get(i);
      String field = FIELD + ".waves[" + i + "]";
      if (!names.add(wave.name())) {
        refuse(field + ".name", wave.name(), "a name that no other wave has");
      }
      waves.add(wave(field, wave, usual));
    }
    waves.add(
        new Wave(
            DataPlane.LAST_WAVE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            usual,
            new Pause.None()));
    List<Windows.Window> windows = new ArrayList<>();
    for (int i = 0; i < spec.windows().size(); i++) {
      window(FIELD + ".windows[" + i + "]", spec.windows().get(i)).ifPresent(windows::add);
    }
    return new WavePolicy(
        spec.mode() == DataPlane.Mode.Automatic,
        waves,
        duration(FIELD + ".progressDeadline", spec.progressDeadline()),
        new Windows(windows),
        spec.sidecarUpgrade() == DataPlane.SidecarUpgrade.InPlace,
        Optional.ofNullable(analysis)
            .map(written -> new AnalysisParser(resource, errors).policy(written)));
  }

  private Wave wave(String field, DataPlaneWave wave, Portion usual) {
    if (wave.namespaceSelector() == null
        && wave.workloadSelector() == null
        && wave.percentage() == null) {
      refuse(field, "none of them", "a namespaceSelector, a workloadSelector or a percentage");
    }
    Integer percentage = wave.percentage();
    if (percentage != null && (percentage < 1 || percentage > PERCENT)) {
      refuse(field + ".percentage", percentage.toString(), "a number from 1 to 100");
    }
    return new Wave(
        wave.name(),
        Optional.ofNullable(wave.namespaceSelector()),
        Optional.ofNullable(wave.workloadSelector()),
        Optional.ofNullable(percentage),
        portion(field + ".maxUnavailable", wave.maxUnavailable()).orElse(usual),
        pause(field + ".pause", wave.pause()));
  }

  private Pause pause(String field, @Nullable String written) {
    return switch (written) {
      case null -> new Pause.None();
      case DataPlaneWave.FOREVER -> new Pause.UntilResumed();
      default -> new Pause.Lasting(duration(field, written));
    };
  }

  private Optional<Portion> portion(String field, @Nullable IntOrString written) {
    if (written == null) {
      return Optional.empty();
    }
    Optional<Portion> portion =
        Portion.parse(written).filter(p -> p.value() > 0 && (!p.percent() || p.value() <= PERCENT));
    if (portion.isEmpty()) {
      refuse(
          field,
          String.valueOf(written.getValue()),
          "a number of at least 1, or a percentage from 1% to 100%");
    }
    return portion;
  }

  private Optional<Windows.Window> window(String field, MaintenanceWindow written) {
    Duration duration = duration(field + ".duration", written.duration());
    ZoneId zone;
    try {
      zone = ZoneId.of(written.timeZone());
    } catch (DateTimeException e) {
      refuse(field + ".timeZone", written.timeZone(), "the name of a time zone: Europe/Berlin");
      return Optional.empty();
    }
    try {
      Windows.Window window =
          new Windows.Window(CronSchedule.parse(written.schedule()), zone, duration);
      if (window.opensAfter(SOME_TIME).isEmpty()) {
        refuse(field + ".schedule", written.schedule(), "a day that there is");
      }
      return Optional.of(window);
    } catch (CronSchedule.NoSchedule e) {
      refuse(field + ".schedule", written.schedule(), e.expected());
      return Optional.empty();
    }
  }

  private Duration duration(String field, String written) {
    Optional<Duration> duration = PositiveDuration.parse(written);
    if (duration.isEmpty()) {
      refuse(field, written, PositiveDuration.EXPECTED);
    }
    return duration.orElse(Duration.ZERO);
  }

  private void refuse(String field, String found, String expected) {
    errors.add(new ConfigError(resource, field, found, expected));
  }
}
