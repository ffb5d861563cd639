package io.meshwright.operator.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;

/** The schema of a CRD's spec, which refuses unknown fields as {@code kubectl} does. */
final class CrdSchema {

  private final JsonSchema schema;

  CrdSchema(JsonNode crd) {
    JsonNode spec = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec").deepCopy();
    closeObjects(spec);
    this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(spec);
  }

  List<String> problems(JsonNode object) {
    return schema.validate(object.get("spec")).stream().map(ValidationMessage::getMessage).toList();
  }

  private static void closeObjects(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    node.forEach(CrdSchema::closeObjects);
  }
}
