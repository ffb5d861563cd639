package io.meshwright.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.runtime.compile.scope.Protobuf;
import org.junit.jupiter.api.Test;

final class SharedRoutesTest {

  private static final RouteConfiguration ROUTES =
      RouteConfiguration.newBuilder()
          .setName("80")
          .addVirtualHosts(host("a"))
          .addVirtualHosts(host("b"))
          .setValidateClusters(Protobuf.bool(false))
          .build();

  private final SharedRoutes routes = new SharedRoutes();

  @Test
  void partsComeToTheBytesOfTheWhole() {
    Any whole = Protobuf.pack(ROUTES);
    assertThat(routes.of("80", ROUTES, null).body()).isEqualTo(whole);
    assertThat(routes.of("80", ROUTES, null).version())
        .isEqualTo(VersionedResource.of("80", ROUTES).version());
  }

  @Test
  void routesThatAreTheSameStayTheSameResource() {
    VersionedResource before = routes.of("80", ROUTES, null);
    assertThat(routes.of("80", ROUTES.toBuilder().build(), before)).isSameAs(before);
    assertThat(routes.of("80", ROUTES.toBuilder().removeVirtualHosts(0).build(), before))
        .isNotEqualTo(before);
  }

  private static VirtualHost host(String name) {
    return VirtualHost.newBuilder()
        .setName(name)
        .addDomains(name + ".shop.svc.cluster.local")
        .addRoutes(Route.newBuilder().setName("a long enough name ".repeat(10)))
        .build();
  }
}
