/**
 * What went wrong with a request, and the one mapping from that to a response. Nobody else chooses
 * a status code. May depend on {@code http.codec} and Netty.
 */
@NullMarked
package io.meshwright.proxy.http.error;

import org.jspecify.annotations.NullMarked;
