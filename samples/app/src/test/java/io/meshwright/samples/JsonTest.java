package io.meshwright.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {

  @Test
  void objectsKeepTheirOrderAndNest() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("b", 1.5);
    fields.put("a", Map.of("c", "d"));
    assertThat(Json.object(fields)).isEqualTo("{\"b\":1.5,\"a\":{\"c\":\"d\"}}");
  }

  @Test
  void listsHoldAnything() {
    assertThat(Json.object(Map.of("a", List.of("b", 2, Map.of()))))
        .isEqualTo("{\"a\":[\"b\",2,{}]}");
  }

  @Test
  void quotesAndControlCharactersAreEscaped() {
    assertThat(Json.object(Map.of("a\"b", "c\\d\n"))).isEqualTo("{\"a\\\"b\":\"c\\\\d\\u000a\"}");
  }
}
