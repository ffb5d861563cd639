/**
 * What another revision would change for the proxies that are connected: both revisions' runtimes
 * render the same proxies, and the renderings are normalised, compared and classified. Says whether
 * the other revision may become active.
 *
 * <p>Comparing is pure. May depend on {@code crds}, {@code sessions} for whom to ask, Jackson, and
 * nobody else of the operator.
 */
@NullMarked
package io.meshwright.operator.configdiff;

import org.jspecify.annotations.NullMarked;
