/**
 * What filters learn of a request and tell later ones: values by the filter's name, and conditions
 * on them. May depend on the snapshot records.
 */
@NullMarked
package io.meshwright.proxy.metadata;

import org.jspecify.annotations.NullMarked;
