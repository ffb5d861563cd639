package io.meshwright.runtime.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Good resources, changed until they are nonsense: fields that are missing, of another type or
 * another resource's, and values that parsers stumble over. The same seed makes the same ones.
 */
final class HostileResources {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Half a character has no bytes, but an escape. */
  private static final ObjectMapper WRITER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final int MOST_CHANGES = 4;
  private static final int DEEP = 200;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "*",
          "**",
          "*.",
          ".",
          "..",
          "/",
          "~/*",
          "*/*",
          "./*",
          "-1",
          "0",
          "1e9",
          "99999999999999999999",
          "0x7f",
          "NaN",
          "true",
          "null",
          "1s",
          "-1s",
          "1.5h3m",
          "9999999999999h",
          "0.0000000000001s",
          "10.0.0.0/33",
          "300.1.2.3",
          "::",
          "fe80::1%eth0",
          "::ffff:10.0.0.1/129",
          "unix:///etc/passwd",
          "unix://@abstract",
          "UPGRADE",
          "a".repeat(300),
          "é".repeat(70),
          "a.".repeat(200),
          "\u0000",
          "\ud800",
          "a\nb: c",
          "${jndi:ldap://x}",
          "%REQ(:path)%",
          "(a+)+$",
          "(?=a)b",
          "(a)\\1",
          "[",
          "\\",
          "(?P<a>x)",
          "x{1001}",
          "a|b|*",
          "kubernetes://",
          "spiffe://",
          "@request.auth.claims.x",
          "xn--a",
          "EXAMPLE.com",
          "*.com.*",
          "shop/*");

  private final List<ObjectNode> specimens;
  private final Random random;

  HostileResources(List<ObjectNode> specimens, Random random) {
    this.specimens = List.copyOf(specimens);
    this.random = random;
  }

  /** A resource with this name in namespace {@code lab}, if its names are not nonsense, too. */
  ObjectNode next(String name) {
    ObjectNode resource = one(specimens).deepCopy();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      changeSomewhere(resource);
    }
    if (resource.get("metadata") instanceof ObjectNode metadata) {
      metadata.put("name", name);
      metadata.put("namespace", "lab");
      if (random.nextInt(20) == 0) {
        metadata.set(one(List.of("name", "namespace")), value());
      }
    }
    return resource;
  }

  /** The text of a document, which is YAML, too. */
  static String text(JsonNode document) {
    try {
      return WRITER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is not JSON", e);
    }
  }

  private void changeSomewhere(ObjectNode resource) {
    List<JsonNode> containers = new ArrayList<>();
    containers(resource, containers);
    switch (one(containers)) {
      case ObjectNode object when object.isEmpty() -> object.set(text(), value());
      case ObjectNode object -> change(object);
      case ArrayNode array -> change(array);
      default -> {
        // no other node contains any
      }
    }
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = one(names);
    switch (random.nextInt(8)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(text(), value());
      case 2 -> object.set(name, part());
      case 3 -> object.set(name, JSON.arrayNode().add(object.get(name)));
      case 4 -> object.setAll(fieldsOfAnother());
      default -> object.set(name, value());
    }
  }

  private void change(ArrayNode array) {
    int at = array.isEmpty() ? 0 : random.nextInt(array.size());
    switch (random.nextInt(5)) {
      case 0 -> array.add(value());
      case 1 -> array.removeAll();
      case 2 -> {
        for (int i = 0; i < 50 && !array.isEmpty(); i++) {
          array.add(array.get(at).deepCopy());
        }
      }
      case 3 -> array.add(part());
      default -> array.insert(at, value());
    }
  }

  private static void containers(JsonNode node, List<JsonNode> into) {
    if (node.isContainerNode()) {
      into.add(node);
      node.forEach(child -> containers(child, into));
    }
  }

  /** Something of another resource. */
  private JsonNode part() {
    List<JsonNode> containers = new ArrayList<>();
    containers(one(specimens), containers);
    return one(containers).deepCopy();
  }

  private ObjectNode fieldsOfAnother() {
    return part() instanceof ObjectNode object ? object : JSON.objectNode();
  }

  private JsonNode value() {
    return switch (random.nextInt(16)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.objectNode();
      case 2 -> JSON.arrayNode();
      case 3 -> JSON.arrayNode().addNull();
      case 4 -> JSON.booleanNode(random.nextBoolean());
      case 5 -> JSON.numberNode(one(List.of(0, -1, 1, 65_536, 100_000, Integer.MIN_VALUE)));
      case 6 -> JSON.numberNode(Long.MAX_VALUE);
      case 7 -> new BigIntegerNode(BigInteger.TEN.pow(40));
      case 8 -> new DecimalNode(new BigDecimal("1.5e300"));
      case 9 -> deep();
      default -> new TextNode(text());
    };
  }

  private JsonNode deep() {
    JsonNode inside = new TextNode(text());
    for (int i = 0; i < DEEP; i++) {
      inside =
          random.nextBoolean() ? JSON.arrayNode().add(inside) : JSON.objectNode().set("a", inside);
    }
    return inside;
  }

  private String text() {
    return one(TEXTS);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
