package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ServiceReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectRulesReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.preflight.PreflightFacts.ImageProblem;
import io.meshwright.operator.preflight.Survey;
import io.meshwright.operator.preflight.Survey.Configuration;
import io.meshwright.operator.preflight.Survey.GrantedRule;
import io.meshwright.operator.preflight.SurveyException;
import io.meshwright.operator.preflight.Surveyor;
import io.meshwright.operator.preflight.WebhookFact;
import io.meshwright.operator.preflight.WebhookFact.Scope;
import io.meshwright.operator.preflight.WebhookFact.Target;
import io.meshwright.operator.revision.PublishedRoots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the facts of preflight from the API server, and the roots from the watches. */
final class KubernetesSurveyor implements Surveyor {

  /** Objects of each kind of configuration that are looked at. */
  private static final long LARGEST_CONFIGURATION = 500;

  private static final String CONFIGURATION_GROUP = "networking.istio.io";

  /** The version of {@link #CONFIGURATION_GROUP} that the runtime's validator knows. */
  private static final String CONFIGURATION_VERSION = "v1";

  private static final Set<String> NO_IMAGE =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

  private final KubernetesClient client;
  private final Watches watches;
  private final String operatorNamespace;

  KubernetesSurveyor(KubernetesClient client, Watches watches, String operatorNamespace) {
    this.client = client;
    this.watches = watches;
    this.operatorNamespace = operatorNamespace;
  }

  @Override
  public Survey look() {
    try {
      Map<String, CustomResourceDefinition> crds = crds();
      return new Survey(
          kubernetesVersion(),
          webhooks(),
          crds,
          foreignRoots(),
          rules(),
          configuration(crds.values()));
    } catch (KubernetesClientException e) {
      throw new SurveyException(KubernetesCluster.words(e), e);
    }
  }

  @Override
  public List<ImageProblem> imageProblems(String namespace, String revision) {
    try {
      return client
          .pods()
          .inNamespace(namespace)
          .withLabel(Labels.APP, "istiod")
          .withLabel(Labels.REVISION, revision)
          .list()
          .getItems()
          .stream()
          .flatMap(KubernetesSurveyor::imageProblems)
          .toList();
    } catch (KubernetesClientException e) {
      throw new SurveyException(KubernetesCluster.words(e), e);
    }
  }

  private static Stream<ImageProblem> imageProblems(Pod pod) {
    List<ContainerStatus> containers =
        pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
    return containers.stream()
        .filter(
            container ->
                container.getState() != null
                    && container.getState().getWaiting() != null
                    && NO_IMAGE.contains(container.getState().getWaiting().getReason()))
        .map(
            container ->
                new ImageProblem(
                    pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName(),
                    container.getName(),
                    container.getImage(),
                    container.getState().getWaiting().getReason()));
  }

  private String kubernetesVersion() {
    VersionInfo version = client.getKubernetesVersion();
    return version.getMajor() + "." + version.getMinor();
  }

  private Map<String, CustomResourceDefinition> crds() {
    Map<String, CustomResourceDefinition> crds = new LinkedHashMap<>();
    for (String name : CrdBundle.names()) {
      CustomResourceDefinition found =
          client.apiextensions().v1().customResourceDefinitions().withName(name).get();
      if (found != null) {
        crds.put(name, found);
      }
    }
    return crds;
  }

  private Map<String, SortedSet<String>> foreignRoots() {
    return watches
        .all(ConfigMap.class)
        .filter(PublishedRoots::isFor)
        .filter(map -> map.getMetadata().getDeletionTimestamp() == null)
        .filter(map -> !PublishedRoots.areOurs(map))
        .collect(
            Collectors.groupingBy(
                map -> map.getMetadata().getName(),
                Collectors.mapping(
                    map -> map.getMetadata().getNamespace(),
                    Collectors.toCollection(TreeSet::new))));
  }

  private Optional<List<GrantedRule>> rules() {
    SelfSubjectRulesReview review =
        client
            .authorization()
            .v1()
            .selfSubjectRulesReview()
            .create(
                new SelfSubjectRulesReviewBuilder()
                    .withNewSpec()
                    .withNamespace(operatorNamespace)
                    .endSpec()
                    .build());
    SubjectRulesReviewStatus status = review.getStatus();
    if (status == null || Boolean.TRUE.equals(status.getIncomplete())) {
      return Optional.empty();
    }
    return Optional.of(
        status.getResourceRules().stream()
            .map(
                rule ->
                    new GrantedRule(
                        rule.getApiGroups(),
                        rule.getResources(),
                        rule.getResourceNames(),
                        rule.getVerbs()))
            .toList());
  }

  private Configuration configuration(Iterable<CustomResourceDefinition> crds) {
    List<GenericKubernetesResource> objects = new ArrayList<>();
    boolean complete = true;
    for (CustomResourceDefinition crd : crds) {
      if (!crd.getSpec().getGroup().equals(CONFIGURATION_GROUP) || !serves(crd)) {
        continue;
      }
      GenericKubernetesResourceList list =
          client
              .genericKubernetesResources(KubernetesCrdStore.context(crd, CONFIGURATION_VERSION))
              .inAnyNamespace()
              .list(new ListOptionsBuilder().withLimit(LARGEST_CONFIGURATION).build());
      objects.addAll(list.getItems());
      String more = list.getMetadata() == null ? null : list.getMetadata().getContinue();
      complete &= more == null || more.isEmpty();
    }
    return new Configuration(objects, complete);
  }

  private static boolean serves(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().stream()
        .anyMatch(
            version ->
                version.getName().equals(CONFIGURATION_VERSION)
                    && Boolean.TRUE.equals(version.getServed()));
  }

  private List<WebhookFact> webhooks() {
    List<WebhookFact> facts = new ArrayList<>();
    Map<String, Boolean> services = new HashMap<>();
    var api = client.admissionRegistration().v1();
    for (var configuration : api.mutatingWebhookConfigurations().list().getItems()) {
      for (MutatingWebhook webhook : configuration.getWebhooks()) {
        target(webhook.getClientConfig().getService(), services)
            .map(
                target ->
                    new WebhookFact(
                        nameOf(configuration),
                        webhook.getName(),
                        target,
                        new Scope(
                            createsPods(webhook.getRules()),
                            webhook.getNamespaceSelector(),
                            webhook.getObjectSelector()),
                        isOurs(configuration),
                        "Fail".equals(webhook.getFailurePolicy())))
            .ifPresent(facts::add);
      }
    }
    for (var configuration : api.validatingWebhookConfigurations().list().getItems()) {
      for (ValidatingWebhook webhook : configuration.getWebhooks()) {
        target(webhook.getClientConfig().getService(), services)
            .map(
                target ->
                    new WebhookFact(
                        nameOf(configuration),
                        webhook.getName(),
                        target,
                        new Scope(
                            createsPods(webhook.getRules()),
                            webhook.getNamespaceSelector(),
                            webhook.getObjectSelector()),
                        isOurs(configuration),
                        "Fail".equals(webhook.getFailurePolicy())))
            .ifPresent(facts::add);
      }
    }
    return facts;
  }

  private Optional<Target> target(
      @Nullable ServiceReference service, Map<String, Boolean> services) {
    return Optional.ofNullable(service)
        .map(
            found ->
                new Target(
                    found.getNamespace(),
                    found.getName(),
                    services.computeIfAbsent(
                        found.getNamespace() + "/" + found.getName(), _ -> exists(found))));
  }

  private boolean exists(ServiceReference service) {
    return client.services().inNamespace(service.getNamespace()).withName(service.getName()).get()
        != null;
  }

  private static boolean createsPods(@Nullable List<RuleWithOperations> rules) {
    return rules != null
        && rules.stream()
            .anyMatch(
                rule ->
                    has(rule.getApiGroups(), "")
                        && has(rule.getResources(), "pods")
                        && has(rule.getOperations(), "CREATE"));
  }

  private static boolean has(@Nullable List<String> words, String word) {
    return words != null && (words.contains(word) || words.contains("*") || words.contains("*/*"));
  }

  private static boolean isOurs(HasMetadata configuration) {
    return OperatorNames.MANAGED_BY.equals(Metadata.label(configuration, Labels.APP_MANAGED_BY));
  }

  private static String nameOf(HasMetadata configuration) {
    return configuration.getKind() + " " + configuration.getMetadata().getName();
  }
}
