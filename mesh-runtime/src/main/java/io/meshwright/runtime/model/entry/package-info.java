/**
 * What users register beside Kubernetes' own services and pods: ServiceEntries and WorkloadEntries,
 * parsed. Discovery joins the two with pods into services and endpoints.
 *
 * <p>Pure; may depend on the rest of {@code model}.
 */
@NullMarked
package io.meshwright.runtime.model.entry;

import org.jspecify.annotations.NullMarked;
