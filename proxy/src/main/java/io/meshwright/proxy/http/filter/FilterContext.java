package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.telemetry.SelfDescription;

/**
 * What a filter may know besides its configuration.
 *
 * @param name of the filter in its chain
 * @param statPrefix of the connection manager, for counters
 */
public record FilterContext(SelfDescription self, String name, String statPrefix) {}
