package io.meshwright.runtime.identity;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets only authenticated calls pass, and leaves the {@link Caller} in the call's context. The
 * authenticators are asked in order: certificate, then token; a bad credential is not made good by
 * another one. Runs, and may block, on the server's executor, which must be one of virtual threads.
 */
public final class AuthenticationInterceptor implements ServerInterceptor {

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final List<Authenticator> authenticators;
  private final Consumer<String> onRefusal;

  private AuthenticationInterceptor(
      List<Authenticator> authenticators, Consumer<String> onRefusal) {
    this.authenticators = List.copyOf(authenticators);
    this.onRefusal = onRefusal;
  }

  /**
   * For services that every workload of the mesh may call.
   *
   * @param onRefusal is told the reason of each refused call, to count and log it
   */
  public static AuthenticationInterceptor ofWorkloads(
      TrustDomain trustDomain, TokenReviewer reviewer, Consumer<String> onRefusal) {
    return new AuthenticationInterceptor(
        List.of(
            new CertificateAuthenticator(trustDomain),
            new TokenAuthenticator(trustDomain, reviewer, MeshNames.TOKEN_AUDIENCE)),
        onRefusal);
  }

  /**
   * For services that only the ServiceAccount {@code operator} may call, by a token made for them.
   */
  public static AuthenticationInterceptor ofOperator(
      SpiffeId operator, TokenReviewer reviewer, Consumer<String> onRefusal) {
    return new AuthenticationInterceptor(
        List.of(new OperatorAuthenticator(operator, reviewer)), onRefusal);
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Credentials credentials =
        new Credentials(clientCertificate(call), Optional.ofNullable(headers.get(AUTHORIZATION)));
    return switch (authenticate(credentials)) {
      case Authentication.Accepted accepted ->
          Contexts.interceptCall(
              Context.current().withValue(Caller.CONTEXT_KEY, accepted.caller()),
              call,
              headers,
              next);
      case Authentication.Absent _ ->
          close(
              call,
              Status.UNAUTHENTICATED,
              "no credential: expected a client certificate of the mesh"
                  + " or 'authorization: Bearer TOKEN'");
      case Authentication.Refused refused -> close(call, Status.UNAUTHENTICATED, refused.reason());
      case Authentication.Undecided undecided ->
          close(call, Status.UNAVAILABLE, undecided.reason());
    };
  }

  private Authentication authenticate(Credentials credentials) {
    for (Authenticator authenticator : authenticators) {
      Authentication result = authenticator.authenticate(credentials);
      if (!(result instanceof Authentication.Absent)) {
        return result;
      }
    }
    return new Authentication.Absent();
  }

  private <ReqT, RespT> ServerCall.Listener<ReqT> close(
      ServerCall<ReqT, RespT> call, Status status, String reason) {
    onRefusal.accept(reason);
    call.close(status.withDescription(reason), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static Optional<X509Certificate> clientCertificate(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf
          ? Optional.of(leaf)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    }
  }
}
