/**
 * Istio's networking kinds as flat records: the same fields, read and written without loss. A union
 * ("exactly one of") is flat here, as on the wire; its sealed form begins behind the runtime's
 * parse edge. The runtime reads the kinds as trees and reports the fields that these records do not
 * have.
 *
 * <p>May depend on Jackson's annotations and Fabric8's model, nothing else.
 */
@NullMarked
package io.meshwright.crd.networking;

import org.jspecify.annotations.NullMarked;
