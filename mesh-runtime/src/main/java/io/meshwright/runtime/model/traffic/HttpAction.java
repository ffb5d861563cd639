package io.meshwright.runtime.model.traffic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a request is answered. */
public sealed interface HttpAction {

  /** By a service; destinations of weight 0 are gone unless there is only one. */
  record Forward(List<WeightedDestination> destinations, Rewrite rewrite) implements HttpAction {}

  /** By a redirect (istio-features VS15). */
  record Redirect(
      @Nullable String uri,
      @Nullable String prefixRewrite,
      @Nullable String authority,
      @Nullable String scheme,
      RedirectPort port,
      int code)
      implements HttpAction {}

  /**
   * By the proxy itself.
   *
   * @param bodyBase64 empty for none
   */
  record DirectResponse(int status, String bodyBase64) implements HttpAction {}

  /** Changes to the request line (istio-features VS17); null leaves a part as it is. */
  record Rewrite(
      @Nullable String uri, @Nullable String authority, @Nullable RegexRewrite uriRegex) {
    public static final Rewrite NONE = new Rewrite(null, null, null);
  }

  /** Replaces what an RE2 expression matches. */
  record RegexRewrite(String expression, String substitution) {}

  /** The port of a redirect. */
  sealed interface RedirectPort {

    /** The scheme's own, left out. */
    record ProtocolDefault() implements RedirectPort {}

    /** The one the request came to. */
    record OfRequest() implements RedirectPort {}

    /** This one. */
    record Fixed(int number) implements RedirectPort {}
  }
}
