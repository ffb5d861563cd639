package io.meshwright.proxy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Paths on the wire (rows PN of the attack catalogue); the pure rules have a test of their own. */
final class HostilePathsTest {

  private static final String LISTENER = "in";
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private static Origin origin;
  private static ProxyUnderTest proxy;

  @BeforeAll
  static void serve() throws IOException {
    origin = new Origin();
    proxy = ProxyUnderTest.forwarding(LISTENER, origin.upstream().address());
  }

  @AfterAll
  static void end() throws IOException {
    proxy.close();
    origin.close();
  }

  /** PN-1: wherever it stands, an escape is decoded if it is of an unreserved character. */
  @Test
  void everyEscapeHasOneForm() throws IOException {
    try (RawClient client = proxy.connect(LISTENER)) {
      for (int c = 1; c < 256; c++) {
        String escape = "%" + "%02x".formatted(c);
        boolean decoded = UNRESERVED.indexOf(c) >= 0;
        String normal = decoded ? String.valueOf((char) c) : escape.toUpperCase(Locale.ROOT);
        assertThat(client.get("/a" + escape + "b/" + escape + escape + "z").read().status())
            .as(escape)
            .isEqualTo(200);
        assertThat(origin.upstream().heads().getLast())
            .startsWith("GET /a" + normal + "b/" + normal + normal + "z HTTP/1.1\n");
      }
    }
  }

  @Test
  void pathsOutOfTheRootAndBrokenEscapesReachNobody() throws IOException {
    for (String path : new String[] {"/..", "/a/../..", "/%2e%2e/x", "/%", "/%2", "/%zz", "/%00"}) {
      int before = origin.begun();
      try (RawClient client = proxy.connect(LISTENER)) {
        assertThat(client.get(path).read().status()).as(path).isEqualTo(400);
      }
      assertThat(origin.begun()).isEqualTo(before);
    }
  }
}
