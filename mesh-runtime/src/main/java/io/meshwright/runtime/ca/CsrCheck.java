package io.meshwright.runtime.ca;

import io.meshwright.runtime.ca.CsrCheck.Finding;
import io.meshwright.xds.SpiffeId;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One reason for which a request may be refused.
 *
 * @param name the field of the request that it looks at, as it appears in the error
 * @param finding what is wrong with a request of a caller; empty if nothing is
 */
record CsrCheck(String name, BiFunction<Csr, SpiffeId, Optional<Finding>> finding) {

  /** What was found, and what would have been accepted. */
  record Finding(String found, String expected) {}
}
