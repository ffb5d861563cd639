/** How figures get the names that Istio's dashboards know. May depend on Micrometer only. */
@NullMarked
package io.meshwright.runtime.metrics;

import org.jspecify.annotations.NullMarked;
