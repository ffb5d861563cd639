package io.meshwright.runtime.debug;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which process answers.
 *
 * @param id the name of its pod
 */
public record Replica(String id, String version, String revision) {

  /** As tools expect it in {@code control_plane.identifier} of a discovery response. */
  String identifier() {
    ObjectNode identifier = JsonNodeFactory.instance.objectNode();
    identifier.put("Component", "istiod").put("ID", id);
    identifier.putObject("Info").put("version", version).put("revision", revision);
    return identifier.toString();
  }
}
