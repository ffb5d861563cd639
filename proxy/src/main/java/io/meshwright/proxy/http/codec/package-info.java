/**
 * HTTP/1.1 on both sides, turned into one form of exchange (head, body, trailers, reset) that knows
 * no version. What a message's framing could make ambiguous is refused here: behind this package
 * there is exactly one reading of a message. May depend on Netty only.
 */
@NullMarked
package io.meshwright.proxy.http.codec;

import org.jspecify.annotations.NullMarked;
