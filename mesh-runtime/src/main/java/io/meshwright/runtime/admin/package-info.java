/**
 * Readiness, version and debug pages over HTTP. May depend on {@code debug} and {@code identity},
 * and on Vert.x web.
 */
@NullMarked
package io.meshwright.runtime.admin;

import org.jspecify.annotations.NullMarked;
