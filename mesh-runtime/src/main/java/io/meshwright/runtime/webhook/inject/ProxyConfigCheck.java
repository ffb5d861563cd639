package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.runtime.capture.InterceptionMode;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ProxyConfigFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks at Istio's {@code ProxyConfig} where a person wrote it, with the eyes of the proxy: what it
 * could not read would keep it from starting.
 */
final class ProxyConfigCheck {

  private static final Pattern SERVER = Pattern.compile("(\\[[^]]+]|[^:\\s]+):[1-9][0-9]{0,4}");

  private final String resource;
  private final String prefix;
  private final List<ConfigError> errors = new ArrayList<>();
  private final List<ConfigError> remarks = new ArrayList<>();

  /**
   * Checks {@code written}, and takes out what is wrong.
   *
   * @param prefix the field of {@code resource} that {@code written} stands in
   */
  ProxyConfigCheck(ObjectNode written, String resource, String prefix) {
    this.resource = resource;
    this.prefix = prefix;
    written.properties().forEach(field -> check(field.getKey(), field.getValue()));
    written.remove(errors.stream().map(error -> top(error.fieldPath())).toList());
  }

  /** What the proxy could not be started with. */
  List<ConfigError> errors() {
    return errors;
  }

  /** What changes nothing. */
  List<ConfigError> remarks() {
    return remarks;
  }

  private String top(String path) {
    String field = path.substring(prefix.length() + 1);
    int dot = field.indexOf('.');
    return dot < 0 ? field : field.substring(0, dot);
  }

  private void check(String name, JsonNode value) {
    if (ProxyConfigFields.WITHOUT_EFFECT.contains(name)) {
      remarks.add(new ConfigError(resource, path(name), text(value), "nothing: it has no effect"));
      return;
    }
    expected(name, value)
        .ifPresent(
            expected -> errors.add(new ConfigError(resource, path(name), text(value), expected)));
  }

  /** What should be there; empty if {@code value} is good. */
  private Optional<String> expected(String name, JsonNode value) {
    return switch (name) {
      case ProxyConfigFields.DISCOVERY_ADDRESS, ProxyConfigFields.CA_ADDRESS ->
          unless(value.isTextual() && SERVER.matcher(value.asText()).matches(), "HOST:PORT");
      case ProxyConfigFields.AUTHENTICATION ->
          unless(ProxyConfigFields.AUTHENTICATIONS.contains(value.asText()), "MUTUAL_TLS or NONE");
      case ProxyConfigFields.CONCURRENCY -> number(value, 0, ProxyConfigFields.MOST_CONCURRENCY);
      case ProxyConfigFields.DRAIN, ProxyConfigFields.TERMINATION_DRAIN ->
          unless(
              value.isTextual() && ProxyConfigFields.duration(value.asText()).isPresent(),
              "a duration such as 45s");
      case ProxyConfigFields.ADMIN_PORT -> number(value, 1, AnnotationReader.LAST_PORT);
      case ProxyConfigFields.STATUS_PORT ->
          unless(
              value.canConvertToInt() && PodProxyConfig.isFreePort(value.asInt()),
              PodProxyConfig.FREE_PORT);
      case ProxyConfigFields.HOLD_APPLICATION -> unless(value.isBoolean(), "true or false");
      case ProxyConfigFields.INTERCEPTION_MODE ->
          unless(InterceptionMode.of(value.asText()).isPresent(), InterceptionMode.EXPECTED);
      case ProxyConfigFields.METADATA -> {
        metadata(value);
        yield unless(value.isObject(), "variables and their values");
      }
      default -> Optional.of("a field of Istio's ProxyConfig that is supported");
    };
  }

  private void metadata(JsonNode variables) {
    variables
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isValueNode()) {
                errors.add(
                    new ConfigError(
                        resource,
                        path(ProxyConfigFields.METADATA) + "." + entry.getKey(),
                        text(entry.getValue()),
                        "a text"));
              }
            });
  }

  private static Optional<String> number(JsonNode value, int least, int most) {
    return unless(
        value.canConvertToInt()
            && value.isIntegralNumber()
            && value.asInt() >= least
            && value.asInt() <= most,
        "a number from " + least + " to " + most);
  }

  private static Optional<String> unless(boolean good, String expected) {
    return good ? Optional.empty() : Optional.of(expected);
  }

  private String path(String name) {
    return prefix + "." + name;
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }
}
