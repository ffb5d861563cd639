package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.Map;

/** Objects for those who watch the mesh; the operator makes none unasked. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Monitoring(
    @Default("false")
        @JsonPropertyDescription(
            "Whether there is a PrometheusRule meshwright in the mesh's namespace, with alerts on"
                + " the operator's metrics. Needs the CRD of the Prometheus operator; the condition"
                + " Warning says so where it is missing.")
        Boolean prometheusRule,
    @Default("false")
        @JsonPropertyDescription(
            "Whether there is a ConfigMap meshwright-dashboards in the mesh's namespace, labelled"
                + " grafana_dashboard: \"1\", with boards for Grafana.")
        Boolean dashboards,
    @JsonPropertyDescription(
            "Further labels of both, such as those that a Prometheus selects rules by.")
        Map<String, String> labels) {

  public Monitoring {
    prometheusRule = prometheusRule != null && prometheusRule;
    dashboards = dashboards != null && dashboards;
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }

  static Monitoring defaults() {
    return new Monitoring(false, false, Map.of());
  }
}
