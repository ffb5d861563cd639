package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.meshwright.operator.event.EventPublisher;
import io.meshwright.operator.event.MeshEvent;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Events of {@code events.k8s.io/v1}. The name is made of what is said, so a successor of this
 * process counts on where its predecessor stopped.
 */
final class KubernetesEvents implements EventPublisher.Sink {

  /** Where Kubernetes wants events about cluster-scoped objects. */
  private static final String NAMESPACE = "default";

  private static final String CONTROLLER = "meshwright.io/operator";
  private static final int LONGEST_NOTE = 1024;
  private static final int WAITING = 1000;
  private static final Logger LOG = Logger.getLogger(KubernetesEvents.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;

  /**
   * Makes a sink.
   *
   * @param instance name of this replica
   */
  KubernetesEvents(KubernetesClient client, String instance) {
    this.client = client;
    this.instance = instance;
  }

  /** One event after the other, away from the reconcilers; too many are dropped. */
  static Executor executor() {
    return new ThreadPoolExecutor(
        0,
        1,
        1,
        TimeUnit.MINUTES,
        new LinkedBlockingQueue<>(WAITING),
        Thread.ofVirtual().name("events").factory(),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public void write(MeshEvent event, Instant first, Instant last, int occurrences) {
    Event object = object(event, first);
    try {
      try {
        client.resource(object).create();
        if (occurrences > 1) {
          count(object.getMetadata().getName(), occurrences, last);
        }
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        count(object.getMetadata().getName(), written(object) + occurrences, last);
      }
    } catch (KubernetesClientException e) {
      LOG.warnf("An event was lost: %s %s: %s", event.about(), event.reason(), e.getMessage());
    }
  }

  private int written(Event object) {
    Event there = client.resource(object).get();
    return there == null || there.getSeries() == null ? 1 : there.getSeries().getCount();
  }

  private void count(String name, int count, Instant last) {
    client
        .events()
        .v1()
        .events()
        .inNamespace(NAMESPACE)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
                .formatted(count, MICROS.format(last)));
  }

  private Event object(MeshEvent event, Instant first) {
    String note = event.note().isEmpty() ? event.reason().meaning() : event.note();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name(event))
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withNewRegarding()
        .withApiVersion(event.about().apiVersion())
        .withKind(event.about().kind())
        .withName(event.about().name())
        .withUid(event.about().uid())
        .endRegarding()
        .withType(event.reason().type())
        .withReason(event.reason().word())
        .withAction(event.reason().word())
        .withNote(note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note)
        .withEventTime(new MicroTime(MICROS.format(first)))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .build();
  }

  private static String name(MeshEvent event) {
    String said = event.about().uid() + '\n' + event.reason() + '\n' + event.note();
    String hash =
        Long.toHexString(
            UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits());
    return event.about().name() + "." + hash;
  }
}
