/**
 * Effective values: the defaults, under the profile {@code default}, under the profile that was
 * asked for, under the user's spec.
 *
 * <p>Profiles are data in this package's resources, one folder a form. They are part of revisions'
 * names, so a profile of a released version never changes: a new version gets a new folder.
 *
 * <p>Pure; may depend on {@code crds}, {@code config} and {@code manifest} (what a version knows).
 */
@NullMarked
package io.meshwright.operator.profile;

import org.jspecify.annotations.NullMarked;
