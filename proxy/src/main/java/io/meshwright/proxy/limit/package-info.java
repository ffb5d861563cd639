/** Token buckets. Pure; may depend on the snapshot records. */
@NullMarked
package io.meshwright.proxy.limit;

import org.jspecify.annotations.NullMarked;
