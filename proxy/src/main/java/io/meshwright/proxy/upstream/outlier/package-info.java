/**
 * Leaves endpoints out for a while when they fail in a row. Depends on the snapshot records only.
 */
@NullMarked
package io.meshwright.proxy.upstream.outlier;

import org.jspecify.annotations.NullMarked;
