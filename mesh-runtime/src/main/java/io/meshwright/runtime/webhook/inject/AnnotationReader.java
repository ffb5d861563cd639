package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Quantity;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the annotations of one pod, and collects what is wrong and what is worth a warning. */
final class AnnotationReader {

  static final int LAST_PORT = 65_535;

  private static final String BOOLEAN = "true or false";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> annotations;
  private final String pod;
  private final List<ConfigError> errors = new ArrayList<>();
  private final List<ConfigError> remarks = new ArrayList<>();

  /** {@code pod} is what errors call it. */
  AnnotationReader(Map<String, String> annotations, String pod) {
    this.annotations = Map.copyOf(annotations);
    this.pod = pod;
  }

  /** How errors spell an annotation. */
  static String field(String annotation) {
    return "metadata.annotations[" + annotation + "]";
  }

  Map<String, String> annotations() {
    return annotations;
  }

  String pod() {
    return pod;
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(annotations.get(key));
  }

  boolean flag(String key, boolean absent) {
    String text = annotations.get(key);
    if (text == null) {
      return absent;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        bad(key, text, BOOLEAN);
        yield absent;
      }
    };
  }

  /** A whole number; absent if the pod says nothing or nonsense. */
  OptionalInt number(String key, int least, int most) {
    String text = annotations.get(key);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException _) {
      // reported below, like a number out of range
    }
    bad(key, text, "a number from " + least + " to " + most);
    return OptionalInt.empty();
  }

  void quantity(String key, Map<String, Quantity> into, String resource) {
    String text = annotations.get(key);
    if (text == null) {
      return;
    }
    try {
      Quantity quantity = Quantity.parse(text);
      if (Quantity.getAmountInBytes(quantity).signum() < 0) {
        throw new IllegalArgumentException("negative");
      }
      into.put(resource, quantity);
    } catch (IllegalArgumentException | ArithmeticException _) {
      bad(key, text, "a quantity such as 100m or 128Mi");
    }
  }

  /** JSON; empty if the pod says nothing or what is not JSON. */
  Optional<JsonNode> json(String key, String expected) {
    String text = annotations.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException _) {
      bad(key, text, expected);
      return Optional.empty();
    }
  }

  void bad(String key, String found, String expected) {
    bad(new ConfigError(pod, field(key), found, expected));
  }

  void bad(ConfigError error) {
    errors.add(error);
  }

  /** What is admitted, though it does not do what its author may think. */
  void remark(String key, String found, String expected) {
    remark(new ConfigError(pod, field(key), found, expected));
  }

  void remark(ConfigError remark) {
    remarks.add(remark);
  }

  List<ConfigError> remarks() {
    return List.copyOf(remarks);
  }

  void requireNoErrors() throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }
}
