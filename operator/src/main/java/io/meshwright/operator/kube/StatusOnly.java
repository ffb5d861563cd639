package io.meshwright.operator.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Tells a change of status from one of anything that was applied (LC-C2). */
final class StatusOnly {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final List<String> BOOKKEEPING =
      List.of("resourceVersion", "generation", "managedFields");

  private StatusOnly() {}

  static boolean differ(HasMetadata before, HasMetadata after) {
    return applied(before).equals(applied(after));
  }

  private static ObjectNode applied(HasMetadata object) {
    ObjectNode tree = SERIALIZATION.convertValue(object, ObjectNode.class);
    tree.remove("status");
    if (tree.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(BOOKKEEPING);
    }
    return tree;
  }
}
