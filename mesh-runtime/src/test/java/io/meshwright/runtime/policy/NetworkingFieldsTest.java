package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every field of the networking kinds either changes what the mesh does or is refused by its name.
 * A file for each kind has specs that are good, in which each field is left out once, and specs
 * that are refused. {@code -Dgolden.update=true} writes the page.
 */
final class NetworkingFieldsTest {

  private static final Path SPECS = Path.of("src/test/resources/fields");
  private static final Path PAGE = Path.of("../docs/reference/networking-fields.md");
  private static final ObjectMapper YAML = new YAMLMapper();

  private static final Map<String, ResourceKind> KINDS =
      new TreeMap<>(
          Map.of(
              "DestinationRule", ResourceKind.DESTINATION_RULE,
              "EnvoyFilter", ResourceKind.ENVOY_FILTER,
              "Gateway", ResourceKind.GATEWAY,
              "ProxyConfig", ResourceKind.PROXY_CONFIG,
              "ServiceEntry", ResourceKind.SERVICE_ENTRY,
              "Sidecar", ResourceKind.SIDECAR,
              "VirtualService", ResourceKind.VIRTUAL_SERVICE,
              "WorkloadEntry", ResourceKind.WORKLOAD_ENTRY,
              "WorkloadGroup", ResourceKind.WORKLOAD_GROUP));

  /** Fields that hold what another field holds, which is tested there. */
  private static final Map<String, Map<String, String>> SAME =
      Map.of(
          "DestinationRule",
          Map.of(
              "subsets[].trafficPolicy", "trafficPolicy",
              "trafficPolicy.portLevelSettings[].connectionPool", "trafficPolicy.connectionPool",
              "trafficPolicy.portLevelSettings[].loadBalancer", "trafficPolicy.loadBalancer",
              "trafficPolicy.portLevelSettings[].outlierDetection",
                  "trafficPolicy.outlierDetection",
              "trafficPolicy.portLevelSettings[].tls", "trafficPolicy.tls"),
          "Sidecar",
          Map.of(
              "inboundConnectionPool", "trafficPolicy.connectionPool of a DestinationRule",
              "ingress[].connectionPool", "trafficPolicy.connectionPool of a DestinationRule"));

  private static final Map<String, String> WITHOUT_EFFECT =
      Map.of(
          "DestinationRule trafficPolicy.outlierDetection.consecutiveErrors",
              "no effect, as in Istio: replaced by consecutive5xxErrors",
          "EnvoyFilter configPatches[].match.listener.portName", "no effect, as in Istio",
          "EnvoyFilter targetRefs[].namespace", "no effect: it is the EnvoyFilter's own",
          "Gateway servers[].name", "no effect: for people",
          "ProxyConfig image.imageType", "checked: there is one image, without a distribution",
          "Gateway servers[].port.targetPort", "no effect, as in Istio",
          "Sidecar egress[].port.name", "no effect: the service's port says it",
          "Sidecar egress[].port.targetPort", "no effect, as in Istio",
          "Sidecar ingress[].port.targetPort", "no effect, as in Istio: see defaultEndpoint");

  /** Why fields stay refused. */
  private static final Map<String, String> REASONS =
      Map.of(
          "DestinationRule trafficPolicy.outlierDetection.outlierDetectionHttpErrorCodes",
          "Envoy's API has no field for it yet",
          "DestinationRule trafficPolicy.retryBudget.budgetInterval",
          "Envoy's API has no field for it yet",
          "Gateway servers[].defaultEndpoint",
          "Istio ignores it",
          "Sidecar ingress[].tls.httpsRedirect",
          "the port has TLS already",
          "VirtualService http[].fault.abort.http2Error",
          "Istio ignores it",
          "VirtualService http[].fault.delay.exponentialDelay",
          "Istio ignores it",
          "VirtualService tcp[].match[].sourceSubnet",
          "Istio ignores it",
          "WorkloadGroup template.address",
          "each workload has its own");

  /** Nothing depends on it yet; it is a form for others. */
  private static final Set<ResourceKind> FORMS = Set.of(ResourceKind.WORKLOAD_GROUP);

  @Test
  void everyFieldWorksOrIsRefused() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Fields of the networking kinds

            What becomes of each field of Istio's API (1.31). *works*: it does what Istio's documentation says. *refused*: a
            resource that sets it is refused at admission, and in files, by the field's name. *checked*: nothing depends on it
            yet. A test leaves each field out once and sees that the mesh differs (`NetworkingFieldsTest`).

            Claims of tokens (`@request.auth.claims`) among `headers` and `withoutHeaders` of a VirtualService work where the filter
            `envoy.filters.http.jwt_authn` of the proxy tells them (`payload_in_metadata: payload`, and `clear_route_cache`, or the route
            is chosen before the token is read).
            """);
    for (var kind : KINDS.entrySet()) {
      SortedMap<String, String> states = states(kind.getKey(), kind.getValue());
      page.append("\n## ").append(kind.getKey()).append("\n\n| field | state |\n|---|---|\n");
      states.forEach((field, state) -> page.append("| `%s` | %s |\n".formatted(field, state)));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  private static SortedMap<String, String> states(String name, ResourceKind kind)
      throws IOException {
    KindFields fields = KindFields.of(kind.plural() + ".networking.istio.io");
    JsonNode specs = YAML.readTree(Files.readString(SPECS.resolve(name + ".yaml")));
    Set<String> effective = new TreeSet<>();
    Set<String> accepted = new TreeSet<>();
    for (JsonNode spec : specs.path("works")) {
      Mesh good = Mesh.of(kind, spec, specs.path("mesh").asText());
      assertThat(good.errors()).as(spec.toString()).isEmpty();
      fields
          .setBy(spec)
          .forEach(
              (at, field) -> {
                accepted.add(field);
                if (Mesh.of(kind, without(spec, at), specs.path("mesh").asText()).differs(good)) {
                  effective.add(field);
                }
              });
    }
    Set<String> refused = new TreeSet<>();
    for (JsonNode spec : specs.path("refused")) {
      Mesh.of(kind, spec, specs.path("mesh").asText())
          .errors()
          .forEach(error -> refused.add(pattern(error.fieldPath())));
    }
    Map<String, String> same = SAME.getOrDefault(name, Map.of());
    SortedMap<String, String> states = new TreeMap<>();
    same.forEach((field, other) -> states.put(field, "as `" + other + "`"));
    for (String field : fields.all()) {
      if (same.keySet().stream().noneMatch(covered -> below(field, covered))) {
        String state;
        if (refused.stream().anyMatch(path -> below(field, path))) {
          state = "refused" + reason(name + " " + field);
        } else if (effective.contains(field)) {
          state = "works";
        } else {
          assertThat(accepted).as(name + ": no spec sets " + field).contains(field);
          state = FORMS.contains(kind) ? "checked" : WITHOUT_EFFECT.get(name + " " + field);
        }
        assertThat(state).as(name + ": the field is ignored: " + field).isNotNull();
        states.put(field, state);
      }
    }
    return states;
  }

  private static String reason(String field) {
    return REASONS.entrySet().stream()
        .filter(reason -> below(field, reason.getKey()))
        .map(reason -> ": " + reason.getValue())
        .findFirst()
        .orElse("");
  }

  private static boolean below(String field, String path) {
    return field.equals(path) || field.startsWith(path + ".") || field.startsWith(path + "[");
  }

  private static String pattern(String path) {
    return path.replaceFirst("^spec\\.", "").replaceAll("\\[\\d+\\]", "[]");
  }

  private static JsonNode without(JsonNode spec, JsonPointer field) {
    JsonNode copy = spec.deepCopy();
    ((ObjectNode) copy.at(field.head())).remove(field.last().getMatchingProperty());
    return copy;
  }

  /** What the mesh makes of a resource beside others. */
  private record Mesh(MeshModel model, List<ConfigError> errors) {

    static Mesh of(ResourceKind kind, JsonNode spec, String others) {
      String resource =
          """
          apiVersion: %s
          kind: %s
          metadata: {name: a, namespace: shop}
          spec: %s
          """
              .formatted(kind.apiVersions().getFirst(), kind.kind(), spec);
      List<ResourceChange> changes = new ArrayList<>(MeshYaml.upserted(resource));
      if (!others.isEmpty()) {
        changes.addAll(MeshYaml.upserted(others));
      }
      Discovery discovery = new Discovery(MeshYaml.SETTINGS);
      discovery.apply(changes);
      MeshModel model = discovery.model();
      assertThat(discovery.remarks()).as(resource).isEmpty();
      return new Mesh(
          model, discovery.errors().getOrDefault(new ResourceRef(kind, "shop", "a"), List.of()));
    }

    boolean differs(Mesh other) {
      return !errors.equals(other.errors) || !model.since(other.model).empty();
    }
  }
}
