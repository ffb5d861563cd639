/**
 * A request on its way through the filters: the exchange, what a filter is, and the list of those
 * that exist. Each filter has a package of its own below. May depend on {@code http.codec}, {@code
 * http.route}, {@code http.error}, {@code metadata}, {@code listener}, {@code worker}, {@code
 * telemetry} and the snapshot records.
 */
@NullMarked
package io.meshwright.proxy.http.filter;

import org.jspecify.annotations.NullMarked;
