package io.meshwright.runtime.webhook.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.TrustDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users are told when discovery's own parse refuses their resource. */
final class ValidationReviewTest {

  private final ValidationReview review =
      new ValidationReview(
          new DiscoveryCheck(
              new MeshSettings(
                  "v1",
                  "Kubernetes",
                  "",
                  TrustDomain.DEFAULT,
                  "istio-system",
                  "cluster.local",
                  MeshSettings.MeshConfig.DEFAULT)));

  @Test
  void goodResourceIsAllowedWithoutWarning() {
    AdmissionResponse response =
        review("VirtualService", "{hosts: [cart], http: [{route: [{destination: {host: cart}}]}]}");
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings()).isEmpty();
  }

  @Test
  void denialNamesResourceFieldFoundAndExpected() {
    assertDenied(
        review(
            "VirtualService",
            "{hosts: [cart], http: [{timeout: soon, route: [{destination: {host: cart}}]}]}"),
        "VirtualService shop/x: spec.http[0].timeout: found soon, expected a duration");
  }

  @Test
  void allFaultsAreInOneDenial() {
    AdmissionResponse response =
        review(
            "DestinationRule",
            "{host: '', subsets: [{name: v1, labels: {a: b}}, {name: v1, labels: {a: c}}]}");
    assertDenied(response, "DestinationRule shop/x: spec.host: found nothing, expected ");
    assertDenied(response, "DestinationRule shop/x: spec.subsets[1].name: found v1, expected ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{host: cart, trafficPolicy: {loadBalancr: {}}}; spec.trafficPolicy.loadBalancr",
        "{host: cart, extra: [1, {a: b}]}; spec.extra",
        "{host: cart, subsets: [{name: v1}, {name: v2, colour: red}]}; spec.subsets[1].colour"
      })
  void unknownFieldIsAWarningByName(String spec, String field) {
    AdmissionResponse response = review("DestinationRule", spec);
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings())
        .singleElement()
        .asString()
        .startsWith("DestinationRule shop/x: " + field + ": found an unknown field, expected ");
  }

  @Test
  void valueOfTheWrongTypeIsDeniedByField() {
    assertDenied(
        review("DestinationRule", "{host: cart, subsets: [{name: v1}, {name: [v2]}]}"),
        "DestinationRule shop/x: spec.subsets[1].name: found [\"v2\"], expected a text");
  }

  @Test
  void ruleThatHidesOthersIsAWarning() {
    String route = "route: [{destination: {host: cart}}]";
    AdmissionResponse response =
        review(
            "VirtualService",
            "{hosts: [cart], http: [{R}, {match: [{uri: {exact: /a}}], R}]}".replace("R", route));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings())
        .containsExactly(
            "VirtualService shop/x: VirtualService rule #0 not used"
                + " (only the last rule can have no matches).");
  }

  @Test
  void deletionIsNeverHeldUp() {
    AdmissionRequest request = request("VirtualService", "{hosts: []}");
    request.setOperation("DELETE");
    assertThat(review.review(request).getAllowed()).isTrue();
  }

  private static void assertDenied(AdmissionResponse response, String message) {
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getMessage()).contains(message);
  }

  private AdmissionResponse review(String kind, String spec) {
    return review.review(request(kind, spec));
  }

  /** As the API server sends it: the namespace of a new object may be in the request only. */
  private static AdmissionRequest request(String kind, String spec) {
    AdmissionRequest request = new AdmissionRequest();
    request.setUid("u-1");
    request.setOperation("CREATE");
    request.setNamespace("shop");
    request.setObject(
        Serialization.unmarshal(
            """
            apiVersion: networking.istio.io/v1
            kind: %s
            metadata: {name: x}
            spec: %s
            """
                .formatted(kind, spec),
            GenericKubernetesResource.class));
    return request;
  }
}
