package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.meshwright.crd.naming.ProxyPod;
import java.util.List;

/** A pod that ends at once: what is left of it is its image on the node. Pure. */
public final class ImagePullPod {

  /** One that has not ended then never pulls. */
  private static final long DEADLINE_SECONDS = 300;

  private static final Quantity CPU = new Quantity("1m");
  private static final Quantity MEMORY = new Quantity("16Mi");

  private ImagePullPod() {}

  /**
   * The pod.
   *
   * @param pullSecrets names of Secrets in its namespace
   */
  public static Pod of(ObjectMeta metadata, String node, String image, List<String> pullSecrets) {
    return new PodBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withNodeName(node)
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(DEADLINE_SECONDS)
        .withTerminationGracePeriodSeconds(0L)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTolerations(new Toleration(null, null, "Exists", null, null))
        .withImagePullSecrets(pullSecrets.stream().map(LocalObjectReference::new).toList())
        .addNewContainer()
        .withName("pull")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("/bin/sh", "-c", "exit 0")
        .withNewResources()
        .addToRequests("cpu", CPU)
        .addToRequests("memory", MEMORY)
        .endResources()
        .withSecurityContext(securityContext())
        .endContainer()
        .endSpec()
        .build();
  }

  private static SecurityContext securityContext() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsNonRoot(true)
        .withRunAsUser((long) ProxyPod.PROXY_ID)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }
}
