/**
 * Decides who may do what: policies against connections and requests. Pure. May depend on {@code
 * listener}, {@code http.codec}, {@code http.route}, {@code metadata} and the snapshot records.
 */
@NullMarked
package io.meshwright.proxy.access;

import org.jspecify.annotations.NullMarked;
