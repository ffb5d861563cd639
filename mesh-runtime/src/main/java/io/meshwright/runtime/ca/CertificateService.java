package io.meshwright.runtime.ca;

import static io.grpc.MethodDescriptor.generateFullMethodName;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.identity.Caller;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.proto.ca.IstioCertificateRequest;
import io.meshwright.xds.proto.ca.IstioCertificateResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code istio.v1.auth.IstioCertificateService} (istio-features S1): the gRPC edge of {@link
 * CertificateAuthority}. Must be bound behind {@code AuthenticationInterceptor}. Signs on the
 * server's executor.
 */
public final class CertificateService implements BindableService {

  private static final String SERVICE = "istio.v1.auth.IstioCertificateService";

  /** The one method, for servers and clients. */
  public static final MethodDescriptor<IstioCertificateRequest, IstioCertificateResponse>
      CREATE_CERTIFICATE =
          MethodDescriptor.<IstioCertificateRequest, IstioCertificateResponse>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE, "CreateCertificate"))
              .setRequestMarshaller(
                  ProtoUtils.marshaller(IstioCertificateRequest.getDefaultInstance()))
              .setResponseMarshaller(
                  ProtoUtils.marshaller(IstioCertificateResponse.getDefaultInstance()))
              .build();

  private final CertificateAuthority authority;
  private final CaMetrics metrics;

  public CertificateService(CertificateAuthority authority, CaMetrics metrics) {
    this.authority = authority;
    this.metrics = metrics;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(CREATE_CERTIFICATE, ServerCalls.asyncUnaryCall(this::createCertificate))
        .build();
  }

  private void createCertificate(
      IstioCertificateRequest request, StreamObserver<IstioCertificateResponse> response) {
    @Nullable Caller caller = Caller.CONTEXT_KEY.get();
    if (caller == null) {
      response.onError(
          Status.UNAUTHENTICATED.withDescription("the caller is not known").asException());
      return;
    }
    metrics.requested();
    try {
      IssuedCertificate issued =
          authority.issue(caller.id(), request.getCsr(), request.getValidityDuration());
      metrics.issued();
      response.onNext(
          IstioCertificateResponse.newBuilder().addAllCertChain(issued.pemChain()).build());
      response.onCompleted();
    } catch (ConfigException e) {
      metrics.refused();
      response.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    }
  }
}
