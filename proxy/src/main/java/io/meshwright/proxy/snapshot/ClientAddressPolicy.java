package io.meshwright.proxy.snapshot;

/**
 * How the address of the client is found and passed on.
 *
 * @param useRemoteAddress whether the peer's address is the client's, appended to {@code
 *     x-forwarded-for}; otherwise that header is trusted
 * @param trustedHops how many proxies in front of this one are trusted
 * @param skipAppend whether {@code x-forwarded-for} stays as it came
 */
public record ClientAddressPolicy(boolean useRemoteAddress, int trustedHops, boolean skipAppend) {

  /** Envoy's values when unset. */
  public static final ClientAddressPolicy DEFAULT = new ClientAddressPolicy(false, 0, false);
}
