/** Readiness and debug pages. May depend on what they show, and on Vert.x web. */
@NullMarked
package io.meshwright.runtime.admin;

import org.jspecify.annotations.NullMarked;
