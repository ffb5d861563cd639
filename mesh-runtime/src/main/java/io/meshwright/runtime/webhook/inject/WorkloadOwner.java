package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The workload that a pod belongs to, as users know it: the Deployment rather than its ReplicaSet,
 * the CronJob rather than its Job.
 */
record WorkloadOwner(String apiVersion, String kind, String name) {

  private static final String TEMPLATE_HASH = "pod-template-hash";
  private static final Pattern CRON_JOB_RUN = Pattern.compile("(.+)-\\d{8,10}");
  private static final Pattern GENERATED_ENDING = Pattern.compile("-+$");

  static WorkloadOwner of(Pod pod) {
    Optional<OwnerReference> controller =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .filter(owner -> owner.getKind() != null && owner.getName() != null)
            .findFirst();
    if (controller.isEmpty()) {
      return new WorkloadOwner("v1", "Pod", podName(pod));
    }
    OwnerReference owner = controller.get();
    String hash = PodMaps.labels(pod).getOrDefault(TEMPLATE_HASH, "");
    if (owner.getKind().equals("ReplicaSet")
        && !hash.isEmpty()
        && owner.getName().endsWith("-" + hash)) {
      return new WorkloadOwner(
          owner.getApiVersion(),
          "Deployment",
          owner.getName().substring(0, owner.getName().length() - hash.length() - 1));
    }
    Matcher run = CRON_JOB_RUN.matcher(owner.getName());
    if (owner.getKind().equals("Job") && run.matches()) {
      return new WorkloadOwner(owner.getApiVersion(), "CronJob", run.group(1));
    }
    return new WorkloadOwner(owner.getApiVersion(), owner.getKind(), owner.getName());
  }

  /** Istio's form for node metadata: {@code kubernetes://apis/apps/v1/namespaces/NS/…}. */
  String uri(String namespace) {
    return "kubernetes://apis/%s/namespaces/%s/%ss/%s"
        .formatted(apiVersion, namespace, kind.toLowerCase(Locale.ROOT), name);
  }

  private static String podName(Pod pod) {
    String name = pod.getMetadata().getName();
    if (name != null && !name.isEmpty()) {
      return name;
    }
    String prefix = pod.getMetadata().getGenerateName();
    return prefix == null ? "" : GENERATED_ENDING.matcher(prefix).replaceAll("");
  }
}
