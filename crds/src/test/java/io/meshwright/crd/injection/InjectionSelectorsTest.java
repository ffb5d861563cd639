package io.meshwright.crd.injection;

import static io.meshwright.crd.injection.InjectionSelectors.UnlabelledNamespaces.INJECTED;
import static io.meshwright.crd.injection.InjectionSelectors.UnlabelledNamespaces.NOT_INJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Evaluates the webhooks of three configurations as the API server would: revision {@code v1}, tag
 * {@code canary} and the default tag. Each row is one of istio-features I3; {@code -} is an absent
 * label.
 */
final class InjectionSelectorsTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # istio-injection, ns rev, pod inject, pod rev, who injects
          enabled,  -,       -,     -,      default
          enabled,  v1,      -,     -,      default
          enabled,  v1,      true,  canary, default
          enabled,  -,       true,  v1,     default
          enabled,  -,       false, -,      nobody
          enabled,  v1,      false, v1,     nobody
          disabled, -,       -,     -,      nobody
          disabled, v1,      true,  v1,     nobody
          disabled, -,       true,  -,      nobody
          -,        v1,      -,     -,      v1
          -,        v1,      true,  -,      v1
          -,        v1,      -,     canary, v1
          -,        canary,  true,  v1,     canary
          -,        default, -,     -,      default
          -,        v1,      false, -,      nobody
          -,        v1,      false, v1,     nobody
          -,        -,       -,     v1,     v1
          -,        -,       true,  canary, canary
          -,        -,       true,  -,      default
          -,        -,       false, -,      nobody
          -,        -,       false, v1,     nobody
          -,        -,       -,     -,      nobody
          """)
  void selectionTable(
      String injection, String namespaceRev, String inject, String podRev, String expected) {
    assertThat(injectors(NOT_INJECTED, injection, namespaceRev, inject, podRev))
        .isEqualTo(expected.equals("nobody") ? List.of() : List.of(expected));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          -,        -, -,     -,  default
          -,        -, true,  -,  default
          -,        -, false, -,  nobody
          disabled, -, -,     -,  nobody
          -,        -, -,     v1, v1
          """)
  void unlabelledNamespacesBelongToTheDefaultWhenAskedFor(
      String injection, String namespaceRev, String inject, String podRev, String expected) {
    assertThat(injectors(INJECTED, injection, namespaceRev, inject, podRev))
        .isEqualTo(expected.equals("nobody") ? List.of() : List.of(expected));
  }

  @Test
  void systemNamespacesAreNeverAskedFor() {
    List<InjectionWebhook> all =
        Stream.of(
                InjectionSelectors.forRevision("v1"),
                InjectionSelectors.forRevision("default"),
                InjectionSelectors.forDefault(INJECTED))
            .flatMap(List::stream)
            .toList();
    Map<String, String> pod = Map.of("sidecar.istio.io/inject", "true");
    for (String system : InjectionSelectors.SYSTEM_NAMESPACES) {
      Map<String, String> namespace =
          Map.of("kubernetes.io/metadata.name", system, "istio-injection", "enabled");
      assertThat(all).noneMatch(webhook -> webhook.selects(namespace, pod));
    }
  }

  @Test
  void webhookNamesAreUniqueInAConfiguration() {
    List<String> names =
        Stream.concat(
                InjectionSelectors.forRevision("default").stream(),
                InjectionSelectors.forDefault(INJECTED).stream())
            .map(InjectionWebhook::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates().hasSize(5);
  }

  private static List<String> injectors(
      InjectionSelectors.UnlabelledNamespaces unlabelled,
      String injection,
      String namespaceRev,
      String inject,
      String podRev) {
    Map<String, String> namespace = new HashMap<>(Map.of("kubernetes.io/metadata.name", "shop"));
    put(namespace, "istio-injection", injection);
    put(namespace, "istio.io/rev", namespaceRev);
    Map<String, String> pod = new HashMap<>();
    put(pod, "sidecar.istio.io/inject", inject);
    put(pod, "istio.io/rev", podRev);

    List<String> callers = new ArrayList<>();
    for (String revision : List.of("v1", "canary", "default")) {
      collect(callers, revision, InjectionSelectors.forRevision(revision), namespace, pod);
    }
    collect(callers, "default", InjectionSelectors.forDefault(unlabelled), namespace, pod);
    return callers;
  }

  private static void collect(
      List<String> callers,
      String owner,
      List<InjectionWebhook> webhooks,
      Map<String, String> namespace,
      Map<String, String> pod) {
    webhooks.stream().filter(w -> w.selects(namespace, pod)).forEach(_ -> callers.add(owner));
  }

  private static void put(Map<String, String> labels, String key, String value) {
    if (!value.equals("-")) {
      labels.put(key, value);
    }
  }
}
