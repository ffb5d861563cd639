package io.meshwright.operator.trust;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.ObjectKey;
import io.meshwright.operator.certificate.Pem;
import io.meshwright.operator.revision.PublishedRoots;
import io.meshwright.xds.WorkloadTrust;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tells workloads and the API server whom to trust: the ConfigMaps in all namespaces, and the
 * webhooks of the mesh.
 */
final class Publication {

  private final Cluster cluster;
  private final String meshNamespace;

  Publication(Cluster cluster, String meshNamespace) {
    this.cluster = cluster;
    this.meshNamespace = meshNamespace;
  }

  /** The fingerprints of what runtimes of ours last published in the mesh's namespace. */
  Set<String> published(String bundle) {
    return cluster
        .get(ConfigMap.class, meshNamespace, bundle)
        .filter(PublishedRoots::areOurs)
        .map(Publication::roots)
        .orElse(Set.of());
  }

  /** An object that has other roots than these; empty if all have them. */
  Optional<String> behind(Set<String> bundles, Set<String> roots) {
    Stream<HasMetadata> maps =
        cluster.list(ConfigMap.class).stream()
            .filter(map -> bundles.contains(map.getMetadata().getName()))
            .filter(map -> map.getMetadata().getDeletionTimestamp() == null)
            .filter(PublishedRoots::areOurs)
            .filter(map -> !roots(map).equals(roots))
            .map(HasMetadata.class::cast);
    Stream<HasMetadata> mutating =
        cluster.list(MutatingWebhookConfiguration.class).stream()
            .filter(Publication::isOurs)
            .filter(
                configuration ->
                    configuration.getWebhooks().stream()
                        .map(MutatingWebhook::getClientConfig)
                        .anyMatch(client -> hasOthers(client, roots)))
            .map(HasMetadata.class::cast);
    Stream<HasMetadata> validating =
        cluster.list(ValidatingWebhookConfiguration.class).stream()
            .filter(Publication::isOurs)
            .filter(
                configuration ->
                    configuration.getWebhooks().stream()
                        .map(ValidatingWebhook::getClientConfig)
                        .anyMatch(client -> hasOthers(client, roots)))
            .map(HasMetadata.class::cast);
    return Stream.of(maps, mutating, validating)
        .flatMap(objects -> objects)
        .map(object -> ObjectKey.of(object).toString())
        .findFirst();
  }

  private boolean hasOthers(@Nullable WebhookClientConfig client, Set<String> roots) {
    return client != null
        && client.getService() != null
        && meshNamespace.equals(client.getService().getNamespace())
        && !fingerprints(
                new String(
                    Base64.getDecoder()
                        .decode(Objects.requireNonNullElse(client.getCaBundle(), "")),
                    StandardCharsets.US_ASCII))
            .equals(roots);
  }

  private static boolean isOurs(HasMetadata configuration) {
    return OperatorNames.MANAGED_BY.equals(Metadata.label(configuration, Labels.APP_MANAGED_BY));
  }

  private static Set<String> roots(ConfigMap map) {
    return map.getData() == null
        ? Set.of()
        : fingerprints(Objects.requireNonNullElse(map.getData().get(MeshNames.ROOT_CERT_KEY), ""));
  }

  private static Set<String> fingerprints(String pem) {
    try {
      return Pem.certificates(pem).stream()
          .map(WorkloadTrust::fingerprint)
          .collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      return Set.of();
    }
  }
}
