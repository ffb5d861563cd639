/**
 * Lets requests pass that the rules allow ({@code envoy.filters.http.rbac}). May depend on what
 * {@code http.filter} may, on it, and on {@code access}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.rbac;

import org.jspecify.annotations.NullMarked;
