package io.meshwright.proxy.snapshot;

/**
 * What is done with {@code x-request-id}.
 *
 * @param generate whether requests without one get one
 * @param preserveExternal whether an id that comes from outside the mesh is kept
 * @param inResponse whether responses carry it
 */
public record RequestIdPolicy(boolean generate, boolean preserveExternal, boolean inResponse) {

  /** Envoy's values when unset. */
  public static final RequestIdPolicy DEFAULT = new RequestIdPolicy(true, false, false);
}
