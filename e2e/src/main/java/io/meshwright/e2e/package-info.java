/** What tests on real processes and clusters share. */
@NullMarked
package io.meshwright.e2e;

import org.jspecify.annotations.NullMarked;
