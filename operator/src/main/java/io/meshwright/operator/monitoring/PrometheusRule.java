package io.meshwright.operator.monitoring;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The Prometheus operator's kind of alerts; it is not ours, so its fields are no types here. */
@Group(PrometheusRule.GROUP)
@Version("v1")
@Kind(PrometheusRule.KIND)
@Plural(PrometheusRule.PLURAL)
public final class PrometheusRule extends GenericKubernetesResource implements Namespaced {

  public static final String GROUP = "monitoring.coreos.com";
  public static final String API_VERSION = GROUP + "/v1";
  public static final String KIND = "PrometheusRule";
  public static final String PLURAL = "prometheusrules";

  private static final long serialVersionUID = 1;

  public PrometheusRule() {
    setApiVersion(API_VERSION);
    setKind(KIND);
  }
}
