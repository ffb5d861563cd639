/**
 * Which route a request takes, and how that changes it: virtual hosts, matches, rewrites,
 * redirects, header mutations and the values that they are filled with. May depend on {@code
 * http.codec}, {@code metadata}, the snapshot records and RE2/J.
 */
@NullMarked
package io.meshwright.proxy.http.route;

import org.jspecify.annotations.NullMarked;
