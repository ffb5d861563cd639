package io.meshwright.runtime.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.networking.ResourceStatus;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.status.ResourceStatuses;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statuses as the informers know them, and as merge patches of the status subresource. A merge
 * keeps what others write there, such as the addresses of a ServiceEntry; since it replaces the
 * list of conditions, it holds only for the version that it was made from.
 */
public final class KubernetesStatuses implements ResourceStatuses {

  private static final String STATUS = "status";
  private static final PatchContext PATCH =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(MeshNames.STATUS_FIELD_MANAGER)
          .build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final KubernetesClient client;
  private final InformerSource source;

  /** {@code source} is asked for what it knows; it may be started later. */
  public KubernetesStatuses(KubernetesClient client, InformerSource source) {
    this.client = client;
    this.source = source;
  }

  @Override
  public Optional<Present> present(ResourceRef ref) {
    return source.known(ref).map(KubernetesStatuses::described);
  }

  @Override
  public Outcome write(ResourceRef ref, String base, ResourceStatus status) {
    try {
      GenericKubernetesResource written =
          client
              .genericKubernetesResources(InformerSource.context(ref.kind()))
              .inNamespace(ref.namespace())
              .withName(ref.name())
              .subresource(STATUS)
              .patch(PATCH, patch(ref, base, status));
      return new Outcome.Written(written.getMetadata().getResourceVersion());
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND ->
            new Outcome.Outdated();
        default -> new Outcome.Failed(String.valueOf(e.getMessage()));
      };
    }
  }

  private static Present described(GenericKubernetesResource resource) {
    Long generation = resource.getMetadata().getGeneration();
    return new Present(
        generation == null ? 0 : generation,
        resource.getMetadata().getResourceVersion(),
        status(resource.getAdditionalProperties().get(STATUS)));
  }

  private static ResourceStatus status(@Nullable Object tree) {
    try {
      ResourceStatus status = MAPPER.convertValue(tree, ResourceStatus.class);
      return status == null ? ResourceStatus.NONE : status;
    } catch (IllegalArgumentException _) {
      // of another shape: it is replaced
      return ResourceStatus.NONE;
    }
  }

  /** A patch as an object: the client would read the resource before it sends a text. */
  private static GenericKubernetesResource patch(
      ResourceRef ref, String base, ResourceStatus status) {
    ObjectNode body = MAPPER.valueToTree(status);
    if (status.validationMessages().isEmpty()) {
      // null takes a field away
      body.putNull("validationMessages");
    }
    GenericKubernetesResource patch = new GenericKubernetesResource();
    patch.setApiVersion(ref.kind().apiVersions().getFirst());
    patch.setKind(ref.kind().kind());
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(ref.namespace())
            .withName(ref.name())
            .withResourceVersion(base)
            .build());
    patch.setAdditionalProperty(STATUS, body);
    return patch;
  }
}
