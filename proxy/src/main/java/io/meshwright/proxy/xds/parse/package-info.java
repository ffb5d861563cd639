/**
 * Turns xDS resources into the records of {@code snapshot}, or into {@link
 * io.meshwright.xds.ConfigError}s that name the field. The last place where protobuf messages of
 * resources are seen. Pure: no network, no clock.
 */
@NullMarked
package io.meshwright.proxy.xds.parse;

import org.jspecify.annotations.NullMarked;
