package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.UrlEscapers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin pages of our proxy and of a real Envoy, both on the same file, answer alike. */
@Tag("process")
@Tag("after-0.1.0")
final class AdminDifferenceIT {
  private static final Pattern LOGGER = Pattern.compile("(?m)^ {2}(\\w+): (\\w+)$");

  @AutoClose private static FileTwins twins;

  @BeforeAll
  static void startProxies() {
    twins = FileTwins.start(AdminDifferenceIT.class, "difference.yaml");
    // our clusters count from their first request on
    twins.ours().path("/").send();
    twins.envoys().path("/").send();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /logging, 405",
    "POST, /logging, 200",
    "POST, /logging?level=loud, 400",
    "POST, /logging?nobody=debug, 400",
    "POST, '/logging?paths=dns:debug,admin', 400",
    "POST, /logging?dns=info&admin=info, 400",
    "GET, /stats?format=yaml, 400",
    "GET, /stats?filter=%28, 400",
    "GET, /stats?histogram_buckets=odd, 400",
    "GET, /config_dump?resource=nothing, 404",
    "GET, /config_dump?resource=dynamic_endpoint_configs, 404",
    "GET, /config_dump?resource=bootstrap, 400",
    "GET, /config_dump?mask=nothing, 400",
    "GET, /config_dump?mask=static_clusters.cluster, 400",
    "GET, /config_dump?name_regex=%28, 400",
  })
  void statusesAreAlike(String method, String path, int status) {
    assertThat(twins.admin(method, path)).extracting(HttpAnswer::status).containsOnly(status);
  }

  @Test
  void loggersAreListedInTheSameForm() {
    List<List<String>> loggers = loggers("?paths=dns:trace,admin:warning");
    assertThat(loggers.getFirst()).isSubsetOf(loggers.getLast());
    assertThat(loggers).allSatisfy(each -> assertThat(each).contains("dns trace", "admin warning"));
  }

  /** All levels are set first: the processes start with levels of their own. */
  private static List<List<String>> loggers(String query) {
    twins.admin("POST", "/logging?level=error");
    return twins.admin("POST", "/logging" + query).stream()
        .peek(answer -> assertThat(answer.body()).startsWith("active loggers:\n").endsWith("\n\n"))
        .map(
            answer ->
                LOGGER
                    .matcher(answer.body())
                    .results()
                    .map(logger -> logger.group(1) + " " + logger.group(2))
                    .toList())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stats?filter=^cluster\\.all\\.upstream_rq_(total|timeout)$",
        "/stats?format=text&filter=^cluster\\.all\\.upstream_rq_timeout",
        "/stats?format=json&filter=^cluster\\.all\\.upstream_rq_timeout$",
        "/stats?format=json&usedonly&filter=^cluster\\.all\\.upstream_rq_(total|timeout)$",
        "/stats?format=json&usedonly&filter=^cluster\\.all\\.upstream_rq_timeout$",
        "/config_dump?mask=bootstrap.node.id,bootstrap.node.cluster",
        "/config_dump?mask=version_info",
      })
  void bodiesAreAlike(String path) {
    List<String> bodies =
        twins.admin("GET", UrlEscapers.urlFragmentEscaper().escape(path)).stream()
            .map(answer -> answer.body().strip())
            .toList();
    assertThat(bodies.getFirst()).isEqualTo(bodies.getLast()).isNotEmpty();
  }
}
