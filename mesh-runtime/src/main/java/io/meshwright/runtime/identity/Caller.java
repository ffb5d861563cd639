package io.meshwright.runtime.identity;

import io.grpc.Context;
import io.meshwright.xds.SpiffeId;

/**
 * An authenticated peer.
 *
 * @param credential by what it proved its identity
 */
public record Caller(SpiffeId id, Credential credential) {

  /** Where {@link AuthenticationInterceptor} leaves the caller; set in every call it lets pass. */
  public static final Context.Key<Caller> CONTEXT_KEY = Context.key("meshwright-caller");

  /** The kinds of proof. */
  public enum Credential {
    CERTIFICATE,
    TOKEN
  }
}
