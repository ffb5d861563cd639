/**
 * HTTP/1.1 and HTTP/2 on both sides, turned into one form of exchange (head, body, trailers, reset)
 * that knows no version. What a message could mean to two readers is refused here: behind this
 * package there is exactly one reading of it. May depend on the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.http.codec;

import org.jspecify.annotations.NullMarked;
