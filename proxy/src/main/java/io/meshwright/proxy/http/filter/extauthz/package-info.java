/**
 * Asks a service whether requests may pass ({@code envoy.filters.http.ext_authz}). May depend on
 * what {@code http.filter} may, on it, and on {@code http.side}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.extauthz;

import org.jspecify.annotations.NullMarked;
