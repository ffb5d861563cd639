package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A time that comes again, in which workloads may be restarted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MaintenanceWindow(
    @Required
        @Size(min = 9, max = 100) @JsonPropertyDescription(
            "When it opens: minute, hour, day of the month, month and day of the week, as in cron,"
                + " e.g. 0 2 * * 6.")
        String schedule,
    @Default(DEFAULT_TIME_ZONE)
        @Size(min = 1, max = 64) @JsonPropertyDescription(
            "Time zone of the schedule, by its name in the IANA database, e.g. Europe/Berlin.")
        String timeZone,
    @Required
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long it stays open, such as 4h; a day of 23 hours takes none of it away.")
        String duration) {

  static final String DEFAULT_TIME_ZONE = "UTC";

  public MaintenanceWindow {
    timeZone = timeZone == null ? DEFAULT_TIME_ZONE : timeZone;
  }
}
