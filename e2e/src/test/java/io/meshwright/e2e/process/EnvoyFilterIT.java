package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An EnvoyFilter does the same in our proxy as in a real Envoy, as far as ours knows it. */
@Tag("process")
@Tag("after-0.1.0")
final class EnvoyFilterIT {

  @AutoClose private static Shop shop;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(EnvoyFilterIT.class);
    shop.mesh()
        .apply(
            "filters",
            """
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: patched, namespace: shop}
            spec:
              configPatches:
              - applyTo: HTTP_FILTER
                match:
                  context: SIDECAR_OUTBOUND
                  listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}
                patch:
                  operation: INSERT_FIRST
                  value:
                    name: envoy.filters.http.header_mutation
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
                      mutations:
                        request_mutations: [{append: {header: {key: x-asked, value: filter}}}]
                        response_mutations: [{append: {header: {key: x-filtered, value: "yes"}}}]
              - applyTo: HTTP_ROUTE
                match:
                  context: SIDECAR_OUTBOUND
                  routeConfiguration: {vhost: {name: "reviews.shop.svc.cluster.local:9080"}}
                patch:
                  operation: INSERT_FIRST
                  value: {name: teapot, match: {path: /teapot}, direct_response: {status: 418}}
              - applyTo: CLUSTER
                match: {context: SIDECAR_OUTBOUND, cluster: {service: reviews.shop.svc.cluster.local}}
                patch: {operation: MERGE, value: {alt_stat_name: patched}}
            ---
            apiVersion: networking.istio.io/v1alpha3
            kind: EnvoyFilter
            metadata: {name: unknown-to-ours, namespace: shop}
            spec:
              configPatches:
              - applyTo: HTTP_FILTER
                match: {context: SIDECAR_OUTBOUND}
                patch:
                  operation: INSERT_FIRST
                  value:
                    name: envoy.filters.http.lua
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                      default_source_code:
                        inline_string: |
                          function envoy_on_response(handle)
                            handle:headers():add("x-lua", "yes")
                          end
            """);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void insertedFilterChangesRequestAndResponse(Sidecar.Kind kind) {
    HttpCall call = shop.client(kind).get(shop.reviews());
    Patience.await("the filter answers through " + kind)
        .untilAsserted(() -> assertThat(call.send().header("x-filtered")).isEqualTo("yes"));
    HttpAnswer answer = call.send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.seenHeaders()).containsEntry("x-asked", "filter");
    assertThat(answer.header("x-lua")).isEqualTo(kind == Sidecar.Kind.ENVOY ? "yes" : "");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void insertedRouteComesBeforeOthers(Sidecar.Kind kind) {
    HttpCall call = shop.client(kind).get(shop.reviews()).path("/teapot");
    Patience.await("the route answers through " + kind)
        .untilAsserted(() -> assertThat(call.send().status()).isEqualTo(418));
  }
}
