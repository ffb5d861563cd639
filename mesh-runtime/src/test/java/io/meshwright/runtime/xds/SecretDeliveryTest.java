package io.meshwright.runtime.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Certificates for those who may have them; the client is in namespace {@code shop}. */
final class SecretDeliveryTest {
  private static final String NAME = "kubernetes://web";

  private final StreamHarness<DeltaDiscoveryResponse> mesh = new StreamHarness<>();

  @Test
  void certificateAndRootsOfTheOwnNamespaceAreSent() {
    mesh.secret("shop", "web", "mine");
    mesh.secret("other", "web", "theirs");
    DeltaDiscoveryResponse response =
        ask(StreamPeer.trusted(ToolAnswers.NONE), NAME, NAME + "-cacert");

    assertThat(secrets(response))
        .extracting(Secret::getName)
        .containsExactly(NAME, NAME + "-cacert");
    assertThat(
            secrets(response)
                .getFirst()
                .getTlsCertificate()
                .getCertificateChain()
                .getInlineBytes()
                .toStringUtf8())
        .isEqualTo("mine");
    assertThat(secrets(response).getLast().getValidationContext().getTrustedCa().getInlineBytes())
        .isEqualTo(com.google.protobuf.ByteString.copyFromUtf8("roots"));
  }

  @Test
  void newCertificateIsSentAndNothingElse() {
    mesh.secret("shop", "web", "old");
    DeltaStream delta = new DeltaStream(mesh, mesh::ready);
    ProxyStream stream = mesh.open(delta, StreamPeer.trusted(ToolAnswers.NONE));
    DeltaDiscoveryResponse first = ask(delta, stream, NAME);
    delta.request(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .setResponseNonce(first.getNonce())
            .build(),
        stream,
        mesh.resources());
    mesh.secret("shop", "other", "unrelated");
    assertThat(mesh.responses).isEmpty();

    mesh.secret("shop", "web", "new");
    assertThat(mesh.responses)
        .singleElement()
        .satisfies(
            response -> {
              assertThat(response.getTypeUrl()).isEqualTo(XdsType.SECRET.typeUrl());
              assertThat(response.getResourcesList()).hasSize(1);
            });
  }

  @Test
  void whoMayNotReadSecretsIsToldThatThereAreNone() {
    mesh.secret("shop", "web", "mine");
    DeltaDiscoveryResponse response = ask(StreamPeer.UNPROVEN, NAME);

    assertThat(response.getResourcesList()).isEmpty();
    assertThat(response.getRemovedResourcesList()).containsExactly(NAME);
  }

  @Test
  void secretThatDoesNotExistIsNotWaitedFor() {
    assertThat(ask(StreamPeer.trusted(ToolAnswers.NONE), NAME).getRemovedResourcesList())
        .containsExactly(NAME);
  }

  private DeltaDiscoveryResponse ask(StreamPeer peer, String... names) {
    DeltaStream delta = new DeltaStream(mesh, mesh::ready);
    return ask(delta, mesh.open(delta, peer), names);
  }

  private DeltaDiscoveryResponse ask(DeltaStream delta, ProxyStream stream, String... names) {
    DeltaDiscoveryRequest request =
        DeltaDiscoveryRequest.newBuilder()
            .setNode(StreamHarness.NODE)
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .addAllResourceNamesSubscribe(List.of(names))
            .build();
    delta.request(request, stream, mesh.resources());
    return Objects.requireNonNull(mesh.responses.poll(), "an answer");
  }

  private static List<Secret> secrets(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream()
        .map(
            resource -> {
              try {
                return resource.getResource().unpack(Secret.class);
              } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }
}
