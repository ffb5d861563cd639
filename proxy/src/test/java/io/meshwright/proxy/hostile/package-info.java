/**
 * Hostile input from both sides, on the wire: what is refused, and in which one form the rest goes
 * on. Uses only {@code testing}, so it holds whatever the data path is made of.
 */
@NullMarked
package io.meshwright.proxy.hostile;

import org.jspecify.annotations.NullMarked;
