package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service whether a request may pass.
 *
 * @param service who is asked, and how
 * @param failure what happens when it does not say
 * @param body absent: the request's body is not sent
 * @param enabled share of requests that it is asked about
 * @param denyOthers whether the others are denied
 */
public record ExternalAuthorization(
    Service service, Failure failure, @Nullable Body body, Fraction enabled, boolean denyOthers) {

  /** Who is asked. */
  public sealed interface Service {
    String cluster();

    /**
     * A service of HTTP: 200 lets pass, an error of the server or no answer is a failure, and any
     * other answer goes to the client.
     */
    record Http(Question question, Answer answer) implements Service {
      @Override
      public String cluster() {
        return question.cluster();
      }
    }

    /** A gRPC service ({@code envoy.service.auth.v3.Authorization}). */
    record Grpc(GrpcTarget target, Check check) implements Service {
      @Override
      public String cluster() {
        return target.cluster();
      }
    }
  }

  /**
   * What is asked over HTTP.
   *
   * @param pathPrefix before the request's own path
   * @param headers of the request that are sent too; host, method, path and {@code authorization}
   *     always are
   * @param withheld headers that are not sent although they are among those
   * @param additions set on each question
   */
  public record Question(
      String cluster,
      Duration timeout,
      String pathPrefix,
      List<StringMatcher> headers,
      List<StringMatcher> withheld,
      List<HeaderValue> additions) {
    public Question {
      headers = List.copyOf(headers);
      withheld = List.copyOf(withheld);
      additions = List.copyOf(additions);
    }
  }

  /**
   * What happens with the headers of an answer over HTTP.
   *
   * @param toUpstream replace those of the request that passes
   * @param appendedToUpstream are added to those of the same name that the request has
   * @param toClient go to a client that is denied; empty: all
   * @param toClientOnSuccess are added to the response of a request that passes
   * @param toMetadata are told to later filters
   */
  public record Answer(
      List<StringMatcher> toUpstream,
      List<StringMatcher> appendedToUpstream,
      List<StringMatcher> toClient,
      List<StringMatcher> toClientOnSuccess,
      List<StringMatcher> toMetadata) {
    public Answer {
      toUpstream = List.copyOf(toUpstream);
      appendedToUpstream = List.copyOf(appendedToUpstream);
      toClient = List.copyOf(toClient);
      toClientOnSuccess = List.copyOf(toClientOnSuccess);
      toMetadata = List.copyOf(toMetadata);
    }
  }

  /**
   * What is told over gRPC.
   *
   * @param headers of the request that are told; empty: all
   * @param withheld headers that are not told although they are among those
   * @param separateHeaders whether several headers of one name stay apart, with their bytes as they
   *     came
   * @param certificate whether the client's certificate is told
   * @param tlsSession whether the server name that the client asked for is told
   * @param metadata namespaces of the request's metadata that are told
   */
  public record Check(
      List<StringMatcher> headers,
      List<StringMatcher> withheld,
      boolean separateHeaders,
      boolean certificate,
      boolean tlsSession,
      List<String> metadata) {
    public Check {
      headers = List.copyOf(headers);
      withheld = List.copyOf(withheld);
      metadata = List.copyOf(metadata);
    }
  }

  /**
   * What happens when the service does not say.
   *
   * @param allow whether the request passes
   * @param mark whether a request that passes so carries {@code x-envoy-auth-failure-mode-allowed}
   * @param status of a request that does not
   */
  public record Failure(boolean allow, boolean mark, int status) {}

  /**
   * The request's body in the question.
   *
   * @param maximum bytes
   * @param partial whether a longer one is cut; otherwise such a request is refused
   * @param binary whether it may be anything but text; for gRPC
   */
  public record Body(int maximum, boolean partial, boolean binary) {}

  /**
   * What a level of a route says.
   *
   * @param context told to the service, with that of outer levels; for gRPC
   * @param withoutBody whether the request's body is not sent
   * @param body instead of the filter's own; absent keeps that
   */
  public record OnRoute(Map<String, String> context, boolean withoutBody, @Nullable Body body)
      implements RouteFilterConfig {
    public OnRoute {
      context = Map.copyOf(context);
    }
  }
}
