package io.meshwright.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.testing.TestCa;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CertsPageTest {

  @Test
  void chainsAndRootsAreListedWithTheirNames() throws Exception {
    TestCa ca = new TestCa();
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      CertsPage.write(
          out,
          Map.of("default", ca.identity("spiffe://td/ns/a/sa/b"), "ROOTCA", ca.roots()),
          Instant.now());
    }
    assertThat(text.toString())
        .contains("\"path\":\"sds: ROOTCA\"", "\"uri\":\"spiffe://td/ns/a/sa/b\"");
  }
}
