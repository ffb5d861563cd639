/**
 * Metadata as the messages that services read and write. May depend on {@code metadata} and on
 * protobuf's {@code Struct}.
 */
@NullMarked
package io.meshwright.proxy.metadata.wire;

import org.jspecify.annotations.NullMarked;
