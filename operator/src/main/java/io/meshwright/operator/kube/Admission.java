package io.meshwright.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.operator.admission.AdmissionManifest;
import io.meshwright.operator.admission.AdmissionRules;
import io.meshwright.operator.admission.AdmissionServer;
import io.meshwright.operator.admission.OperatorReview;
import io.meshwright.operator.apply.Drift;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.certificate.MountedCertificate;
import io.meshwright.operator.certificate.OwnCertificate;
import io.meshwright.operator.certificate.OwnMaterial;
import io.meshwright.operator.certificate.Pem;
import io.meshwright.operator.certificate.Renewal;
import io.meshwright.operator.certificate.ServedCertificate;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.config.OperatorSettings;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Wiring of the operator's webhook. Every replica answers; the leading one keeps the certificate
 * and tells the API server where to call.
 */
@Singleton
public class Admission {

  private static final Logger LOG = Logger.getLogger(Admission.class);

  /** Until there is a certificate. */
  private static final Duration AT_FIRST = Duration.ofSeconds(2);

  /** Afterwards; far below the time for which a new root waits. */
  private static final Duration AT_REST = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final Leadership leadership;
  private final Controllers controllers;
  private final Vertx vertx;
  private final MountedCertificate mounted;
  private final OwnCertificate own;
  private final ServedCertificate served = new ServedCertificate();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("admission").factory());
  private @Nullable AdmissionServer server;

  public Admission(
      KubernetesClient client,
      OperatorConfig config,
      OperatorSettings settings,
      Leadership leadership,
      Controllers controllers,
      Vertx vertx) {
    this.client = client;
    this.config = config;
    this.leadership = leadership;
    this.controllers = controllers;
    this.vertx = vertx;
    this.mounted = new MountedCertificate(settings.webhookCertificates());
    this.own =
        new OwnCertificate(
            new KubernetesMaterialStore(client, leadership.gate(), config.namespace()),
            new Renewal(new CertificateMaker(new SecureRandom()), dnsNames(config.namespace())),
            InstantSource.system());
  }

  /** Of all that the operator serves over TLS. */
  private static List<String> dnsNames(String namespace) {
    List<String> names = new ArrayList<>(AdmissionManifest.dnsNames(namespace));
    names.add(OperatorNames.METRICS_SERVICE + "." + namespace + ".svc");
    return names;
  }

  /** The certificate of the moment; the metrics are served with it too. */
  ServedCertificate served() {
    return served;
  }

  @Startup
  void start() throws IOException {
    OperatorReview review =
        new OperatorReview(
            new AdmissionRules(controllers.cluster(), config, client.getKubernetesSerialization()),
            client.getKubernetesSerialization(),
            config.namespace());
    server =
        AdmissionServer.start(
            vertx,
            Ports.OPERATOR_WEBHOOK,
            served,
            () -> controllers.watches().isStarted() ? Optional.of(review) : Optional.empty());
    executor.execute(this::keepUp);
  }

  @Shutdown
  void stop() {
    executor.shutdownNow();
    if (server != null) {
      server.close();
    }
  }

  private void keepUp() {
    boolean done = false;
    try {
      done = refresh();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The webhook's certificate or configuration is not up to date", e);
    }
    Duration pause = done ? AT_REST : AT_FIRST;
    if (!executor.isShutdown()) {
      var _ = executor.schedule(this::keepUp, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Says whether all is in place as far as this replica has to do with it. */
  private boolean refresh() throws IOException {
    boolean leading = leadership.isLeading() && controllers.watches().isStarted();
    Optional<MountedCertificate.Mounted> given = mounted.read();
    if (given.isPresent()) {
      served.set(given.get().serving());
      // without roots, whoever mounts the certificate configures the API server too
      if (leading && given.get().roots() != null) {
        configure(given.get().roots());
      }
      return true;
    }
    Optional<OwnMaterial> material = own.current(leading);
    material.ifPresent(it -> served.set(it.serving()));
    if (leading && material.isPresent()) {
      configure(Pem.of(material.get().roots()));
    }
    return material.isPresent() && leadership.isLeading() == leading;
  }

  private void configure(String rootsPem) {
    ValidatingWebhookConfiguration desired =
        AdmissionManifest.of(config.namespace(), owner(), rootsPem);
    boolean holds =
        controllers
            .cluster()
            .get(ValidatingWebhookConfiguration.class, null, OperatorNames.ADMISSION_WEBHOOK)
            .filter(actual -> Drift.holds(tree(desired), tree(actual)))
            .isPresent();
    if (!holds) {
      controllers.cluster().apply(desired);
    }
  }

  private JsonNode tree(ValidatingWebhookConfiguration configuration) {
    return client.getKubernetesSerialization().convertValue(configuration, JsonNode.class);
  }

  /** The operator's role goes when it is uninstalled, and the webhook goes with it. */
  private List<OwnerReference> owner() {
    ClusterRole role = client.rbac().clusterRoles().withName(OperatorNames.OPERATOR).get();
    return role == null
        ? List.of()
        : List.of(
            new OwnerReferenceBuilder()
                .withApiVersion(role.getApiVersion())
                .withKind(role.getKind())
                .withName(role.getMetadata().getName())
                .withUid(role.getMetadata().getUid())
                .build());
  }
}
