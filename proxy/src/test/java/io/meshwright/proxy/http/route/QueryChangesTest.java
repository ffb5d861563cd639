package io.meshwright.proxy.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryChangesTest {
  private static final QueryChanges CHANGES =
      new QueryChanges(List.of("gone"), Map.of("set", "ü &"));

  @Test
  void aParameterIsSetInItsPlaceAndOnlyOnce() {
    assertThat(CHANGES.apply("/p?a=%41&set=1&b&set=2")).isEqualTo("/p?a=%41&set=%C3%BC%20%26&b");
  }

  @Test
  void aQueryMayBecomeEmptyOrBegin() {
    assertThat(new QueryChanges(List.of("gone"), Map.of()).apply("/p?g%6fne=1&gone"))
        .isEqualTo("/p");
    assertThat(CHANGES.apply("/p")).isEqualTo("/p?set=%C3%BC%20%26");
    assertThat(QueryChanges.NONE.apply("/p?a=1&&b")).isEqualTo("/p?a=1&&b");
  }
}
