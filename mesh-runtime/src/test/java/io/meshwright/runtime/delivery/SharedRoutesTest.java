package io.meshwright.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.meshwright.runtime.compile.route.RouteParts;
import io.meshwright.runtime.compile.scope.Protobuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
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
    assertThat(routes.joined(RouteParts.encode(ROUTES))).isEqualTo(Protobuf.pack(ROUTES));
  }

  @Test
  void anEqualHostIsKeptOnce() throws Exception {
    RouteConfiguration other = ROUTES.toBuilder().setName("81").addVirtualHosts(host("c")).build();
    Set<byte[]> here = arrays(routes.joined(RouteParts.encode(ROUTES)).getValue());
    Set<byte[]> there = arrays(routes.joined(RouteParts.encode(other)).getValue());
    there.retainAll(here);
    assertThat(there).as("those of a and b, and what follows the hosts").hasSize(3);
  }

  /** The arrays that bytes are kept in, by identity. */
  private static Set<byte[]> arrays(ByteString bytes) throws IOException {
    Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    UnsafeByteOperations.unsafeWriteTo(
        bytes,
        new ByteOutput() {
          @Override
          public void write(byte value) {}

          @Override
          public void write(byte[] value, int offset, int length) {
            arrays.add(value);
          }

          @Override
          public void writeLazy(byte[] value, int offset, int length) {
            arrays.add(value);
          }

          @Override
          public void write(ByteBuffer value) {}

          @Override
          public void writeLazy(ByteBuffer value) {}
        });
    return arrays;
  }

  private static VirtualHost host(String name) {
    return VirtualHost.newBuilder()
        .setName(name)
        .addDomains(name + ".shop.svc.cluster.local")
        .addRoutes(Route.newBuilder().setName("a long enough name ".repeat(10)))
        .build();
  }
}
