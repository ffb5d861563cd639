package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

final class ReconciliationMetricsTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ReconciliationMetrics metrics = new ReconciliationMetrics(registry);

  @Test
  void countsAndTimesByKind() throws Exception {
    assertThat(metrics.timeControllerExecution(execution(() -> "done"))).isEqualTo("done");
    assertThatThrownBy(
            () ->
                metrics.timeControllerExecution(
                    execution(
                        () -> {
                          throw new IllegalStateException("refused");
                        })))
        .isInstanceOf(IllegalStateException.class);

    assertThat(registry.scrape())
        .contains("meshwright_operator_reconciliations_total{kind=\"MeshRevision\"} 2.0")
        .contains("meshwright_operator_reconciliations_failed_total{kind=\"MeshRevision\"} 1.0")
        .contains(
            "meshwright_operator_reconciliation_duration_seconds_count{kind=\"MeshRevision\"} 2")
        .contains("meshwright_operator_reconciliation_duration_seconds_bucket");
  }

  private static ControllerExecution<String> execution(Callable<String> work) {
    return new ControllerExecution<>() {
      @Override
      public String name() {
        return "reconcile";
      }

      @Override
      public String controllerName() {
        return "meshrevision";
      }

      @Override
      public String successTypeName(String result) {
        return result;
      }

      @Override
      public ResourceID resourceID() {
        return new ResourceID("a");
      }

      @Override
      public Map<String, Object> metadata() {
        return Map.of(
            Constants.RESOURCE_GVK_KEY,
            new GroupVersionKind("meshwright.io", "v1alpha1", "MeshRevision"));
      }

      @Override
      public String execute() throws Exception {
        return work.call();
      }
    };
  }
}
