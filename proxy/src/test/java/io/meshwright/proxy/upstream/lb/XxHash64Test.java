package io.meshwright.proxy.upstream.lb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the values of the reference implementation, in each of its branches. */
final class XxHash64Test {
  @ParameterizedTest
  @CsvSource({
    "'', 0, ef46db3751d8e999",
    "a, 0, d24ec4f1a98c6e5b",
    "abc, 0, 44bc2cf5ad770999",
    "message digest, 0, 066ed728fceeb3be",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789, 0, aaa46907d3047814",
    "10.0.0.1:80, 1, a456919bcbffaa92",
  })
  void hashesAreThoseOfTheSpecification(String text, long seed, String expected) {
    assertThat(HexFormat.of().toHexDigits(XxHash64.of(text, seed))).isEqualTo(expected);
  }
}
