package io.meshwright.runtime.xds;

/**
 * What a proxy says of its origin. Its configuration does not depend on it; it is only reported.
 *
 * @param version that the proxy was built as; empty if it does not say
 * @param revision that injected it; empty if it does not say
 */
public record ProxyBuild(String version, String revision) {}
