package io.meshwright.operator.configdiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Count;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Example;
import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Kind;
import io.meshwright.operator.FakeRuntimes;
import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.RuntimeRenderer.Shape;
import io.meshwright.operator.sessions.RuntimeRenderer.Shapes;
import io.meshwright.xds.XdsType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two revisions and the proxies that both render. */
final class ComparisonTest {

  private static final String CLUSTER = "outbound|80||cart.shop.svc.cluster.local";

  private final FakeRuntimes runtimes = new FakeRuntimes();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private Runnable meanwhile = () -> {};

  private ConfigDiff compare() throws RenderException, InterruptedException {
    return new Comparison(
            side("a"),
            side("b"),
            () -> now,
            time -> {
              pauses.add(time);
              meanwhile.run();
            })
        .run();
  }

  private Comparison.Side side(String revision) {
    return new Comparison.Side(
        revision, List.of(runtimes.connect(new Replica(revision, revision, "pod", "::1"), "")));
  }

  private void both(String node, XdsType type, String name, String before, String after) {
    runtimes.renders("a", node, type, name, before);
    runtimes.renders("b", node, type, name, after);
  }

  @Test
  void equalRevisionsDifferInNothingAndNoContentTravels() throws Exception {
    runtimes.connect("shop", "x", 3);
    both(
        "x",
        XdsType.CLUSTER,
        CLUSTER,
        "{\"connectTimeout\":\"10s\"}",
        "{\"connectTimeout\":\"10s\"}");

    ConfigDiff diff = compare();

    assertThat(diff.differences()).isEmpty();
    assertThat(diff.proxies()).isEqualTo(3);
    assertThat(diff.rendered()).isEqualTo(1);
    assertThat(runtimes.questions).containsExactly("a shapes", "a x digests", "b x digests");
    assertThat(pauses).isEmpty();
  }

  @Test
  void theSameDifferenceOfManyProxiesAndResourcesIsOne() throws Exception {
    runtimes.connect("shop", "x", 3);
    runtimes.connect("bank", "y", 4);
    for (String node : List.of("x", "y")) {
      for (String name : List.of("one", "two")) {
        both(
            node,
            XdsType.CLUSTER,
            name,
            "{\"name\":\"%s\",\"connectTimeout\":\"10s\"}".formatted(name),
            "{\"name\":\"%s\",\"connectTimeout\":\"1s\"}".formatted(name));
      }
    }

    ConfigDiff diff = compare();

    assertThat(diff.counts()).containsExactly(new Count(Kind.Cluster, 1, 0));
    assertThat(diff.examples())
        .singleElement()
        .satisfies(
            example -> {
              assertThat(example.field()).isEqualTo("connectTimeout");
              assertThat(example.before()).isEqualTo("10s");
              assertThat(example.after()).isEqualTo("1s");
              assertThat(example.resources()).isEqualTo(2);
              assertThat(example.proxies()).isEqualTo(7);
            });
    // equal contents are asked for once, of one of the proxies that get them
    assertThat(runtimes.questions).filteredOn(it -> it.endsWith("contents")).hasSize(2);
  }

  @Test
  void whatComesAndGoesIsBehaviouralAndTheWorstOfEachKindIsShownFirst() throws Exception {
    runtimes.connect("shop", "x", 3);
    both("x", XdsType.CLUSTER, "gone", "{}", "");
    both("x", XdsType.LISTENER, "l", "{\"statPrefix\":\"a\"}", "{\"statPrefix\":\"b\"}");
    both("x", XdsType.ROUTE, "80", "{\"validateClusters\":true}", "{}");

    ConfigDiff diff = compare();

    assertThat(diff.counts())
        .containsExactly(
            new Count(Kind.Listener, 0, 1),
            new Count(Kind.Route, 1, 0),
            new Count(Kind.Cluster, 1, 0));
    assertThat(diff.examples().stream().map(Example::kind))
        .containsExactly(Kind.Cluster, Kind.Route, Kind.Listener);
    assertThat(diff.examples().getFirst().after()).isNull();
  }

  @Test
  void whatOnlyCameLaterToOneOfThemIsNoDifference() throws Exception {
    runtimes.connect("shop", "x", 3);
    both("x", XdsType.ENDPOINT, CLUSTER, "{\"endpoints\":[1]}", "{\"endpoints\":[2]}");
    meanwhile = () -> runtimes.renders("b", "x", XdsType.ENDPOINT, CLUSTER, "{\"endpoints\":[1]}");

    assertThat(compare().differences()).isEmpty();
    assertThat(pauses).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void theHashIsOfWhatMayChangeTrafficOnly() throws Exception {
    runtimes.connect("shop", "x", 3);
    both(
        "x", XdsType.CLUSTER, "one", "{\"connectTimeout\":\"10s\"}", "{\"connectTimeout\":\"1s\"}");
    String hash = compare().hash();

    both("x", XdsType.LISTENER, "l", "{\"statPrefix\":\"a\"}", "{\"statPrefix\":\"b\"}");
    both(
        "x", XdsType.CLUSTER, "two", "{\"connectTimeout\":\"10s\"}", "{\"connectTimeout\":\"1s\"}");
    assertThat(compare().hash()).isEqualTo(hash);

    both(
        "x", XdsType.CLUSTER, "two", "{\"connectTimeout\":\"10s\"}", "{\"connectTimeout\":\"2s\"}");
    assertThat(compare().hash()).isNotEqualTo(hash);
  }

  @Test
  void itEndsInTimeAndSaysWhatWasLeftOut() throws Exception {
    runtimes.connect("shop", "x", 3);
    runtimes.connect("shop", "y", 4);
    runtimes.asked = _ -> now = now.plusSeconds(50);

    ConfigDiff diff = compare();

    assertThat(diff.rendered()).isEqualTo(1);
    assertThat(diff.proxies()).isEqualTo(4);
    assertThat(diff.omitted()).containsExactly("1 shapes of proxies were not rendered");
  }

  @Test
  void aRevisionThatCannotRenderIsNamed() {
    runtimes.connect("shop", "x", 3);
    runtimes.tooOld.add("b");

    assertThatThrownBy(this::compare)
        .isInstanceOfSatisfying(
            RenderException.class,
            e -> assertThat(e.kind()).isEqualTo(RenderException.Cause.UNSUPPORTED));
  }

  @Test
  void eachNamespaceHasAProxyBeforeAnyHasTwo() {
    Sample sample =
        Sample.of(
            List.of(
                new Shapes(List.of(shape("bank", 1, 5), shape("bank", 2, 7)), 2),
                new Shapes(List.of(shape("bank", 2, 1), shape("shop", 3, 1)), 4)),
            2);

    assertThat(sample.shapes())
        .extracting(Shape::key, Shape::proxies)
        .containsExactly(tuple("2", 8L), tuple("3", 1L));
    assertThat(sample.leftOut()).isEqualTo(3);
  }

  private static Shape shape(String namespace, int key, long proxies) {
    return new Shape(String.valueOf(key), namespace, proxies, "node");
  }

  @Test
  void equalContentsOfTwoHundredProxiesAreAskedForOnce() throws Exception {
    for (int node = 0; node < 200; node++) {
      String name = "n" + node;
      runtimes.connect("ns" + node % 20, name, 5);
      IntStream.range(0, 100)
          .forEach(i -> both(name, XdsType.CLUSTER, "c" + i, "{\"a\":\"1\"}", "{\"a\":\"2\"}"));
    }

    ConfigDiff diff = compare();

    assertThat(diff.rendered()).isEqualTo(200);
    assertThat(diff.differences()).hasSize(1);
    assertThat(runtimes.questions).filteredOn(it -> it.endsWith("contents")).hasSize(2);
  }
}
