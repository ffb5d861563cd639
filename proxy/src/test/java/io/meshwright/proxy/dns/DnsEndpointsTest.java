package io.meshwright.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.dns.DnsClient.Answer;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Cluster.Discovery;
import io.meshwright.proxy.snapshot.Cluster.LookupFamily;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.Locality;
import io.meshwright.proxy.snapshot.MatchLabels;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DnsEndpointsTest {
  private final ConfigurationThread thread = new ConfigurationThread();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();
  private final DnsEndpoints dns =
      new DnsEndpoints(new Answers(), thread, new Random(1), changes::incrementAndGet);

  private final class Answers implements DnsClient {
    @Override
    public CompletionStage<Answer> resolve(String name, LookupFamily family) {
      questions.incrementAndGet();
      Answer answer = answers.get(name);
      return answer == null
          ? CompletableFuture.failedFuture(new UnknownHostException(name))
          : CompletableFuture.completedFuture(answer);
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    thread.execute(dns::close);
    thread.close();
  }

  private static Answer answer(String... addresses) {
    return new Answer(
        Arrays.stream(addresses).map(InetAddress::ofLiteral).toList(), Duration.ofHours(1));
  }

  private static DnsEndpoints.Source source(boolean logical, String... names) {
    Duration often = Duration.ofMillis(10);
    List<Endpoint> endpoints =
        Arrays.stream(names)
            .map(
                name ->
                    new Endpoint(
                        new Address.HostName(name, 80),
                        List.of(),
                        "",
                        1,
                        Endpoint.Health.HEALTHY,
                        MatchLabels.NONE,
                        MatchLabels.NONE,
                        null))
            .toList();
    return new DnsEndpoints.Source(
        new Discovery.Dns(logical, LookupFamily.AUTO, often, false, often, often),
        new EndpointAssignment(
            List.of(new Locality(new Locality.Place("", "", ""), 0, 1, endpoints)), 140));
  }

  private void follow(DnsEndpoints.Source source) {
    thread.execute(() -> dns.follow(Map.of("c", source)));
  }

  private @Nullable EndpointAssignment endpoints() {
    return CompletableFuture.supplyAsync(() -> dns.of("c"), thread).join();
  }

  private String text() {
    EndpointAssignment assignment = endpoints();
    return assignment == null
        ? "warming"
        : String.join(
            " ",
            assignment.localities().getFirst().endpoints().stream()
                .map(e -> e.hostName() + "=" + e.address() + e.additionalAddresses())
                .toList());
  }

  private void awaitText(String expected) {
    Awaitility.await().until(this::text, expected::equals);
  }

  @Test
  void eachAddressOfAStrictNameIsAHost() {
    answers.put("a", answer("10.0.0.2", "10.0.0.1"));
    answers.put("b", answer("10.0.1.1"));
    follow(source(false, "a", "b"));
    awaitText("a=10.0.0.1:80[] a=10.0.0.2:80[] b=10.0.1.1:80[]");
    answers.put("a", answer("10.0.0.3"));
    awaitText("a=10.0.0.3:80[] b=10.0.1.1:80[]");
  }

  @Test
  void aLogicalNameIsOneHostAndKeepsItsLastAddress() {
    answers.put("a", answer("10.0.0.2", "10.0.0.1"));
    follow(source(true, "a"));
    awaitText("a=10.0.0.2:80[10.0.0.1:80]");
    answers.put("a", answer());
    awaitMoreQuestions();
    assertThat(text()).isEqualTo("a=10.0.0.2:80[10.0.0.1:80]");
  }

  @Test
  void anotherOrderOfTheSameAddressesIsNoChange() {
    answers.put("a", answer("10.0.0.2", "10.0.0.1"));
    follow(source(false, "a"));
    awaitText("a=10.0.0.1:80[] a=10.0.0.2:80[]");
    int before = changes.get();
    answers.put("a", answer("10.0.0.1", "10.0.0.2"));
    awaitMoreQuestions();
    assertThat(changes).hasValue(before);
  }

  @Test
  void aFailureKeepsTheLastAnswerButTheWordThatThereIsNoneCounts() {
    answers.put("a", answer("10.0.0.1"));
    follow(source(false, "a"));
    awaitText("a=10.0.0.1:80[]");
    answers.remove("a");
    awaitMoreQuestions();
    assertThat(text()).isEqualTo("a=10.0.0.1:80[]");
    answers.put("a", answer());
    awaitText("");
  }

  @Test
  void aClusterWhoseNameFailsIsServedWithoutEndpoints() {
    follow(source(false, "a"));
    awaitText("");
    assertThat(changes).hasPositiveValue();
  }

  @Test
  void nobodyAsksForAClusterThatIsGone() {
    answers.put("a", answer("10.0.0.1"));
    follow(source(false, "a"));
    awaitText("a=10.0.0.1:80[]");
    thread.execute(() -> dns.follow(Map.of()));
    assertThat(text()).isEqualTo("warming");
  }

  /** Two, so that one of them began after this call. */
  private void awaitMoreQuestions() {
    int before = questions.get();
    Awaitility.await().until(() -> questions.get() >= before + 2);
    assertThat(endpoints()).isNotNull();
  }
}
