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
    shop.mesh().apply("filters", Resource.text("envoy-filters.yaml"));
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
    assertThat(answer.header("x-by-name")).isEqualTo("yes");
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
