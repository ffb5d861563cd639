package io.meshwright.runtime.compile.patch;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.patch.PatchRules;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with an EnvoyFilter, and that it costs nobody anything but itself. */
final class EnvoyFilterErrorsTest {

  private static final String LUA =
      "{name: lua, typed_config: {'@type':"
          + " type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}}";

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  private void filter(String patch) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: a, namespace: shop}
            spec: {configPatches: [%s]}
            """
                .formatted(patch.replace("LUA", LUA))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {patch: {operation: REMOVE}}                                                      | applyTo
          {applyTo: WASM, patch: {operation: REMOVE}}                                       | applyTo
          {applyTo: CLUSTER}                                                                | patch.operation
          {applyTo: CLUSTER, patch: {operation: SHUFFLE}}                                   | patch.operation
          {applyTo: CLUSTER, patch: {operation: ADD}}                                       | patch.value
          {applyTo: CLUSTER, patch: {operation: ADD, value: [a]}}                           | patch.value
          {applyTo: CLUSTER, patch: {operation: INSERT_FIRST, value: {name: a}}}            | patch.operation
          {applyTo: LISTENER, patch: {operation: REPLACE, value: {name: a}}}                | patch.operation
          {applyTo: HTTP_ROUTE, patch: {operation: REPLACE, value: {name: a}}}              | patch.operation
          {applyTo: ROUTE_CONFIGURATION, patch: {operation: REMOVE}}                        | patch.operation
          {applyTo: HTTP_FILTER, patch: {operation: INSERT_FIRST, filterClass: AUTHN, value: LUA}} | patch.filterClass
          {applyTo: EXTENSION_CONFIG, patch: {operation: MERGE, value: {name: a}}}          | patch.operation
          {applyTo: CLUSTER, match: {listener: {name: a}}, patch: {operation: REMOVE}}      | match.listener
          {applyTo: LISTENER, match: {cluster: {name: a}}, patch: {operation: REMOVE}}      | match.cluster
          {applyTo: LISTENER, match: {context: MOON}, patch: {operation: REMOVE}}           | match.context
          {applyTo: LISTENER, match: {proxy: {proxyVersion: '(?=1)'}}, patch: {operation: REMOVE}} | match.proxy.proxyVersion
          {applyTo: LISTENER, match: {proxy: {proxyVersion: '('}}, patch: {operation: REMOVE}} | match.proxy.proxyVersion
          {applyTo: LISTENER, match: {listener: {portNumber: 70000}}, patch: {operation: REMOVE}} | match.listener.portNumber
          {applyTo: HTTP_FILTER, match: {listener: {filterChain: {filter: {subFilter: {name: a}}}}}, patch: {operation: REMOVE}} | match.listener.filterChain.filter.name
          """)
  void whatDoesNotGoTogetherIsNamed(String patch, String field) {
    filter(patch);
    assertOnlyErrorIsIn("spec.configPatches[0]." + field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: soon}}}        | true
          {applyTo: CLUSTER, patch: {operation: MERGE, value: {no_such_field: 1}}}             | true
          {applyTo: CLUSTER, patch: {operation: MERGE, value: {name: {a: b}}}}                 | true
          {applyTo: CLUSTER, patch: {operation: ADD, value: {type: STATIC}}}                   | true
          {applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: a, typed_config: {'@type': x/y.Z}}}} | true
          {applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: a, typed_config: {'@type': java.lang.String}}}} | true
          {applyTo: HTTP_FILTER, patch: {operation: ADD, value: {name: a, typed_config: {a: b}}}} | true
          {applyTo: EXTENSION_CONFIG, patch: {operation: ADD, value: {name: a}}}               | true
          {applyTo: BOOTSTRAP, patch: {operation: MERGE, value: {node: {id: a}}}}              | true
          {applyTo: HTTP_FILTER, patch: {operation: ADD, value: LUA}}                          | false
          {applyTo: CLUSTER, patch: {operation: MERGE, value: {lrs_server: {self: {}}}}}        | false
          """)
  void patchThatProxiesGoWithoutIsNamedAndChangesNothing(String patch, boolean everywhere)
      throws Exception {
    filter(patch);
    assertThat(discovery.errors()).isEmpty();
    MeshModel model = discovery.model();
    assertThat(ResourcePatches.findings(model.patches()))
        .singleElement()
        .satisfies(found -> assertThat(found.errors()).isNotEmpty())
        .extracting(PatchFinding::everywhere)
        .isEqualTo(everywhere);
    MeshModel without = new Discovery(MeshYaml.SETTINGS).model();
    for (XdsType type : List.of(XdsType.CLUSTER, XdsType.LISTENER)) {
      assertThat(MeshCompiler.all(type, new ProxyScope(model, own())))
          .isEqualTo(MeshCompiler.all(type, new ProxyScope(without, own())));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          targetRefs: [{group: '', kind: Service, name: a}]                                              | targetRefs[0].kind
          targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: a}]                  | targetRefs[0].kind
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway}]                                | targetRefs[0].name
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: a, namespace: b}]         | targetRefs[0].namespace
          targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: a}], workloadSelector: {} | targetRefs
          """)
  void targetThatCannotBeMeantIsNamed(String spec, String field) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: a, namespace: shop}
            spec: {%s}
            """
                .formatted(spec)));
    assertOnlyErrorIsIn("spec." + field);
  }

  @Test
  void targetIsTheRouterOfAGatewayInTheSameNamespace() {
    PatchRules rules =
        new PatchRules(
            new Origin("EnvoyFilter", "shop", "a", Instant.EPOCH),
            0,
            Map.of(),
            Set.of("web"),
            List.of());
    Map<String, String> web = Map.of("gateway.networking.k8s.io/gateway-name", "web");

    assertThat(rules.appliesTo("shop", web, "shop")).isTrue();
    assertThat(rules.appliesTo("bank", web, "shop")).isFalse();
    assertThat(rules.appliesTo("shop", Map.of("app", "web"), "shop")).isFalse();
    assertThat(rules.labelKeys()).isEqualTo(web.keySet());
  }

  @Test
  void mergingOntoWhatIsNotThereChangesNothing() throws Exception {
    filter(
        "{applyTo: CLUSTER, match: {cluster: {name: missing}}, patch: {operation: MERGE, value:"
            + " {connect_timeout: 1s}}}");
    MeshModel without = new Discovery(MeshYaml.SETTINGS).model();
    assertThat(MeshCompiler.all(XdsType.CLUSTER, new ProxyScope(discovery.model(), own())))
        .isEqualTo(MeshCompiler.all(XdsType.CLUSTER, new ProxyScope(without, own())));
  }

  private void assertOnlyErrorIsIn(String path) {
    assertThat(discovery.errors().values())
        .singleElement()
        .satisfies(
            errors -> assertThat(errors).extracting(ConfigError::fieldPath).containsExactly(path));
  }

  private static ProxyIdentity own() throws ConfigException {
    return new ProxyIdentity(
        NodeId.parse("sidecar~10.0.0.1~web-1.shop~shop.svc.cluster.local"),
        List.of(IpAddress.parse("10.0.0.1").orElseThrow()),
        Map.of(),
        "east",
        "",
        Locality.UNKNOWN,
        false,
        Set.of(),
        new ProxyIdentity.Software("1.27.0", Map.of(), true),
        false,
        false);
  }
}
