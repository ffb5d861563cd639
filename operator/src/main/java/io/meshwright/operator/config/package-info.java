/**
 * The operator's own configuration, read once at start into one record.
 *
 * <p>May depend on Quarkus' config mapping, which ends here.
 */
@NullMarked
package io.meshwright.operator.config;

import org.jspecify.annotations.NullMarked;
