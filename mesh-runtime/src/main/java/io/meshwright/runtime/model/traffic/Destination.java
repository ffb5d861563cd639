package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.name.Hostname;
import org.jspecify.annotations.Nullable;

/**
 * A service to send to.
 *
 * @param subset empty for all of it
 * @param port null for the service's only port, or the listener's (istio-features VS13)
 */
public record Destination(Hostname host, String subset, @Nullable Integer port) {}
