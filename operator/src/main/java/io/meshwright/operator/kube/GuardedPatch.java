package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.naming.MeshNames;
import java.net.HttpURLConnection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A merge patch of somebody else's object, for exactly the state that was read: if the object has
 * changed since, it is left alone, because what was decided may not hold any more.
 */
record GuardedPatch(ObjectMeta read, Map<String, Object> annotations, Map<String, Object> spec) {

  static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(MeshNames.OPERATOR_FIELD_MANAGER)
          .build();

  /** Merges lists of containers by their names. */
  static final PatchContext STRATEGIC =
      new PatchContext.Builder()
          .withPatchType(PatchType.STRATEGIC_MERGE)
          .withFieldManager(MeshNames.OPERATOR_FIELD_MANAGER)
          .build();

  static GuardedPatch of(ObjectMeta read) {
    return new GuardedPatch(read, Map.of(), Map.of());
  }

  GuardedPatch with(String annotation, String value) {
    return new GuardedPatch(read, Map.of(annotation, value), spec);
  }

  GuardedPatch without(String annotation) {
    return new GuardedPatch(read, Collections.singletonMap(annotation, null), spec);
  }

  GuardedPatch withSpec(Map<String, Object> change) {
    return new GuardedPatch(read, annotations, change);
  }

  String json() {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("uid", read.getUid());
    metadata.put("resourceVersion", read.getResourceVersion());
    metadata.put("annotations", annotations);
    return Serialization.asJson(
        spec.isEmpty() ? Map.of("metadata", metadata) : Map.of("metadata", metadata, "spec", spec));
  }

  /** Sends it; null if the object has changed or is gone. */
  <T> @Nullable T unlessChanged(Supplier<T> call) {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }
}
