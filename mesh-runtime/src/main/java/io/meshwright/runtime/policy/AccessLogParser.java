package io.meshwright.runtime.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.crd.mesh.v1alpha1.MeshConfig;
import io.meshwright.crd.mesh.v1alpha1.MeshTraffic.AccessLogEncoding;
import io.meshwright.runtime.model.AccessLogging;
import io.meshwright.runtime.model.AccessLogging.Layout;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code accessLogFile}, {@code accessLogEncoding} and {@code accessLogFormat}
 * (istio-features MC3). A format that proxies cannot read would cost them all their listeners, so
 * it is checked here.
 */
final class AccessLogParser {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Envoy's command operators: {@code %NAME%}, {@code %NAME(ARGUMENT):LENGTH%}; {@code %%}. */
  private static final Pattern FORMAT =
      Pattern.compile(
          "(?:[^%]|%%|%[A-Z][A-Z0-9_]*(?:\\([^)]*\\))?(?::[0-9]{1,6})?%)*+", Pattern.DOTALL);

  private static final String EXPECTED = "text with operators such as %REQ(NAME)%, and %% for %";

  private final Problems problems;
  private final String path;

  AccessLogParser(Problems problems, String root) {
    this.problems = problems;
    this.path = root + ".accessLogFormat";
  }

  /** Null where nothing is logged; a format without a log is checked all the same. */
  @Nullable AccessLogging parse(MeshConfig written) {
    String format = HttpRouteParser.orEmpty(written.accessLogFormat());
    Layout layout =
        written.accessLogEncoding() == AccessLogEncoding.JSON ? json(format) : text(format);
    String file = HttpRouteParser.orEmpty(written.accessLogFile());
    return file.isEmpty() ? null : new AccessLogging(file, layout);
  }

  private Layout text(String format) {
    check(path, format);
    return new Layout.Text(format.isEmpty() || format.endsWith("\n") ? format : format + "\n");
  }

  private Layout json(String format) {
    SortedMap<String, String> formats = new TreeMap<>();
    if (!format.isEmpty()) {
      try {
        JsonNode tree = JSON.readTree(format);
        if (!tree.isObject()) {
          problems.add(path, format, "a JSON object");
        }
        tree.properties().forEach(entry -> add(entry.getKey(), entry.getValue(), formats));
      } catch (JsonProcessingException e) {
        problems.add(path, e.getOriginalMessage(), "a JSON object");
      }
    }
    return new Layout.Json(formats);
  }

  private void add(String key, JsonNode value, SortedMap<String, String> formats) {
    String at = path + "[" + key + "]";
    if (value.isTextual()) {
      check(at, value.asText());
      formats.put(key, value.asText());
    } else {
      problems.add(at, value, "a text");
    }
  }

  private void check(String at, String format) {
    if (!FORMAT.matcher(format).matches()) {
      problems.add(at, format, EXPECTED);
    }
  }
}
