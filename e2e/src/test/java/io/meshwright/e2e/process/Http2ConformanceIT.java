package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An independent suite finds no case of HTTP/2 in which our listeners break the rules. */
@Tag("process")
@Tag("after-0.1.0")
final class Http2ConformanceIT {
  private static final String CASES = "146 tests, 146 passed, 0 skipped, 0 failed";

  @AutoClose private static Shop shop;
  private static Pod outsider;
  private static Pod server;

  @BeforeAll
  static void startShop() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "h2spec is there for x86_64 only: skipped");
    shop = Shop.start(Http2ConformanceIT.class);
    outsider = shop.mesh().add(pod("no-proxy"));
    server = shop.mesh().add(pod("spec").sidecar(Sidecar.Kind.MESHWRIGHT));
    server.http(Shop.PORT);
    shop.mesh().service("spec", "http", Shop.PORT);
    shop.mesh().awaitReady();
    String inbound = "inbound|" + Shop.PORT + "||";
    server.sidecar().awaitConfig(inbound, dump -> dump.clusters().contains(inbound));
  }

  @Test
  void inboundListenerPassesEveryCase() {
    // captured on its way into the pod
    assertThat(h2spec(outsider, server.addresses().text4())).contains(CASES);
  }

  @Test
  void outboundListenerPassesEveryCase() {
    shop.route("v1", "[{name: v1, route: [{destination: {host: reviews, subset: v1}}]}]");
    // captured on its way out of the pod
    assertThat(h2spec(shop.ours(), shop.reviews().v4().getHostAddress())).contains(CASES);
  }

  private static String h2spec(Pod from, String host) {
    String binary = HostCommand.of(Checkout.script("h2spec.sh").toString()).run().strip();
    return from.namespace()
        .run(List.of(binary, "--strict", "--timeout", "10", "-h", host, "-p", "" + Shop.PORT), "");
  }
}
