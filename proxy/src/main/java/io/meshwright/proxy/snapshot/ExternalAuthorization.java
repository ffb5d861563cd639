package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service over HTTP whether a request may pass: 200 lets it pass, an error of the server or
 * no answer is a failure, and any other answer goes to the client.
 *
 * @param question what the service is asked
 * @param answer what its answer changes
 * @param failure what happens when it does not say
 * @param body absent: the request's body is not sent
 * @param enabled share of requests that it is asked about
 * @param denyOthers whether the others are denied
 */
public record ExternalAuthorization(
    Question question,
    Answer answer,
    Failure failure,
    @Nullable Body body,
    Fraction enabled,
    boolean denyOthers) {

  /**
   * What is asked.
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
      List<Header> additions) {
    public Question {
      headers = List.copyOf(headers);
      withheld = List.copyOf(withheld);
      additions = List.copyOf(additions);
    }
  }

  /** A header to be set. */
  public record Header(String name, String value) {}

  /**
   * What happens with the answer's headers.
   *
   * @param toUpstream replace those of the request that passes
   * @param appendedToUpstream are added to those of the request that passes
   * @param toClient go to a client that is denied; empty: all
   * @param toClientOnSuccess are added to the response of a request that passes
   */
  public record Answer(
      List<StringMatcher> toUpstream,
      List<StringMatcher> appendedToUpstream,
      List<StringMatcher> toClient,
      List<StringMatcher> toClientOnSuccess) {
    public Answer {
      toUpstream = List.copyOf(toUpstream);
      appendedToUpstream = List.copyOf(appendedToUpstream);
      toClient = List.copyOf(toClient);
      toClientOnSuccess = List.copyOf(toClientOnSuccess);
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
   */
  public record Body(int maximum, boolean partial) {}
}
