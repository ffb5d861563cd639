package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.meshwright.xds.proto.ca.IstioCertificateRequest;
import io.meshwright.xds.proto.ca.IstioCertificateResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Asks one pod of the control plane for certificates, as any workload may. Closed by its maker. */
final class CertificateClient implements AutoCloseable {

  private static final int PORT = 15012;
  private static final MethodDescriptor<IstioCertificateRequest, IstioCertificateResponse> CREATE =
      MethodDescriptor.<IstioCertificateRequest, IstioCertificateResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("istio.v1.auth.IstioCertificateService/CreateCertificate")
          .setRequestMarshaller(
              ProtoLiteUtils.marshaller(IstioCertificateRequest.getDefaultInstance()))
          .setResponseMarshaller(
              ProtoLiteUtils.marshaller(IstioCertificateResponse.getDefaultInstance()))
          .build();

  private final LocalPortForward forward;
  private final ManagedChannel channel;

  private CertificateClient(LocalPortForward forward, ManagedChannel channel) {
    this.forward = forward;
    this.channel = channel;
  }

  /** Trusts the roots that the mesh gives to the pods of {@code namespace}. */
  static CertificateClient open(Mesh mesh, Pod runtime, String namespace) throws SSLException {
    String roots =
        mesh.client()
            .configMaps()
            .inNamespace(namespace)
            .withName("istio-ca-root-cert")
            .require()
            .getData()
            .get("root-cert.pem");
    LocalPortForward forward =
        mesh.client()
            .pods()
            .inNamespace(mesh.namespace())
            .withName(runtime.getMetadata().getName())
            .portForward(PORT);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", forward.getLocalPort())
            .overrideAuthority("istiod." + mesh.namespace() + ".svc")
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(
                        new ByteArrayInputStream(
                            Objects.requireNonNull(roots).getBytes(StandardCharsets.US_ASCII)))
                    .build())
            .build();
    return new CertificateClient(forward, channel);
  }

  /**
   * The certificate for a new key.
   *
   * @param token of the ServiceAccount that asks
   * @param name URI that the request claims
   * @throws io.grpc.StatusRuntimeException if the control plane refuses
   */
  X509Certificate request(String token, String name) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    IstioCertificateResponse response =
        ClientCalls.blockingUnaryCall(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
            CREATE,
            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
            IstioCertificateRequest.newBuilder().setCsr(csr(name)).build());
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(
                      response.getCertChain(0).getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String csr(String name) {
    StringWriter pem = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair key = generator.generateKeyPair();
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, name)));
      writer.writeObject(
          new JcaPKCS10CertificationRequestBuilder(new X500Principal(""), key.getPublic())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
    return pem.toString();
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    forward.close();
  }
}
