package io.meshwright.crd.injection;

import static io.meshwright.crd.injection.LabelRequirement.absent;
import static io.meshwright.crd.injection.LabelRequirement.in;
import static io.meshwright.crd.injection.LabelRequirement.notIn;

import io.meshwright.crd.naming.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * The webhooks by which a revision or a tag is given its pods (istio-features I1–I3).
 *
 * <p>A revision's own configuration holds {@link #forRevision}; a tag's configuration holds the
 * same with the tag as the value. Whoever owns the default also holds {@link #forDefault}. For
 * every pod at most one webhook of all correct configurations matches.
 */
public final class InjectionSelectors {

  /** The path on the runtime that all these webhooks call. */
  public static final String PATH = "/inject";

  /** Namespaces without which a cluster cannot heal; no webhook is ever called for their pods. */
  public static final List<String> SYSTEM_NAMESPACES =
      List.of("kube-system", "kube-public", "kube-node-lease", "local-path-storage");

  private static final String SUFFIX = "sidecar-injector.istio.io";

  /** Who gets the pods that name no revision, neither on themselves nor on their namespace. */
  public enum UnlabelledNamespaces {
    /** Pods of a namespace without a label are left alone unless they opt in. */
    NOT_INJECTED,
    /** Istio's {@code enableNamespacesByDefault}. */
    INJECTED
  }

  private InjectionSelectors() {}

  /** For pods of namespaces, or pods on their own, that carry {@code istio.io/rev=NAME}. */
  public static List<InjectionWebhook> forRevision(String name) {
    return List.of(
        new InjectionWebhook(
            "rev.namespace." + SUFFIX,
            List.of(in(Labels.REVISION, name), absent(Labels.INJECTION), notSystem()),
            List.of(notOptedOut())),
        new InjectionWebhook(
            "rev.object." + SUFFIX,
            List.of(absent(Labels.REVISION), absent(Labels.INJECTION), notSystem()),
            List.of(notOptedOut(), in(Labels.REVISION, name))));
  }

  /**
   * For pods of namespaces labelled {@code istio-injection=enabled}, and for pods that opt in
   * without naming a revision.
   */
  public static List<InjectionWebhook> forDefault(UnlabelledNamespaces unlabelled) {
    List<InjectionWebhook> webhooks = new ArrayList<>();
    webhooks.add(
        new InjectionWebhook(
            "namespace." + SUFFIX,
            List.of(in(Labels.INJECTION, Labels.ENABLED), notSystem()),
            List.of(notOptedOut())));
    webhooks.add(
        new InjectionWebhook(
            "object." + SUFFIX,
            List.of(absent(Labels.INJECTION), absent(Labels.REVISION), notSystem()),
            List.of(in(Labels.SIDECAR_INJECT, "true"), absent(Labels.REVISION))));
    switch (unlabelled) {
      case NOT_INJECTED -> {}
      case INJECTED ->
          webhooks.add(
              new InjectionWebhook(
                  "auto." + SUFFIX,
                  List.of(absent(Labels.INJECTION), absent(Labels.REVISION), notSystem()),
                  List.of(absent(Labels.SIDECAR_INJECT), absent(Labels.REVISION))));
    }
    return List.copyOf(webhooks);
  }

  private static LabelRequirement notOptedOut() {
    return notIn(Labels.SIDECAR_INJECT, List.of("false"));
  }

  private static LabelRequirement notSystem() {
    return notIn(Labels.NAMESPACE_NAME, SYSTEM_NAMESPACES);
  }
}
