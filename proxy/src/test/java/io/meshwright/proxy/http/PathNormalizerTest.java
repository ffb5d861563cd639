package io.meshwright.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.PathPolicy;
import io.meshwright.proxy.snapshot.PathPolicy.EscapedSlashes;
import io.meshwright.proxy.snapshot.PathPolicy.StripPort;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as an attacker writes them: what policies see is what the upstream gets. */
final class PathNormalizerTest {

  private static final PathPolicy BASE = policy(true, false, EscapedSlashes.KEEP);
  private static final PathPolicy MERGE_SLASHES = policy(true, true, EscapedSlashes.KEEP);
  private static final PathPolicy DECODE_AND_MERGE =
      policy(true, true, EscapedSlashes.UNESCAPE_AND_FORWARD);
  private static final PathPolicy REJECT = policy(true, false, EscapedSlashes.REJECT);

  @ParameterizedTest
  @CsvSource({
    "/a/b, /a/b",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/a/b/.., /a/",
    "/a/b/., /a/b/",
    "/a/%2e%2e/b, /b",
    "/a/%2E/b, /a/b",
    "/a\\..\\b, /b",
    "/%61dmin, /admin",
    "/a%2fb, /a%2Fb",
    "/a%c3%a9, /a%C3%A9",
    "/a%25%32%65, /a%252e",
    "/a/..;x=y/b, /b",
    "/a..b/c, /a..b/c",
    "/a/..?q=/../x, /?q=/../x",
    "/a?q=%2e%2e, /a?q=%2e%2e",
    "//a//b, //a//b",
  })
  void baseModeResolvesDotsAndDecodesUnreservedOnce(String sent, String normal) {
    assertThat(PathNormalizer.normalize(sent, BASE)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..", "/a/../../b", "/%2e%2e/a", "/a%", "/a%2", "/a%zz", "/a%00b"})
  void whatLeavesTheRootOrIsNoEscapeHasNoNormalForm(String sent) {
    assertThat(PathNormalizer.normalize(sent, BASE)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"//a///b/, /a/b/", "/a//../b, /a/b", "/a?q=//, /a?q=//"})
  void mergedSlashesAreOne(String sent, String normal) {
    assertThat(PathNormalizer.normalize(sent, MERGE_SLASHES)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({"/a%2f%2Fb, /a/b", "/a/b%2f..%2fc, /a/c", "/a%5c..%5cb, /b", "/a%252fb, /a%252fb"})
  void escapedSlashesAreDecodedBeforeDotsAreResolved(String sent, String normal) {
    assertThat(PathNormalizer.normalize(sent, DECODE_AND_MERGE)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2fb", "/a%5Cb", "/%2F"})
  void escapedSlashesAreRefusedWherePolicySaysSo(String sent) {
    assertThat(PathNormalizer.normalize(sent, REJECT)).isNull();
    assertThat(PathNormalizer.normalize("/a?" + sent.substring(1), REJECT)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/../b", "/%61", "//", "/a%", "/a\\b"})
  void nothingChangesUnlessItIsConfigured(String sent) {
    assertThat(PathNormalizer.normalize(sent, PathPolicy.DEFAULT)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/../b", "/a/%2e%2e/b//c", "/a%2fb/.", "/x/..;/y", "/a\\b/%7euser"})
  void normalFormStaysAsItIs(String sent) {
    String once = Objects.requireNonNull(PathNormalizer.normalize(sent, DECODE_AND_MERGE));
    assertThat(PathNormalizer.normalize(once, DECODE_AND_MERGE)).isEqualTo(once);
  }

  private static PathPolicy policy(boolean normalize, boolean merge, EscapedSlashes escaped) {
    return new PathPolicy(normalize, merge, escaped, StripPort.NO);
  }
}
