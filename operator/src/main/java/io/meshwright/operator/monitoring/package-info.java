/**
 * Alerts and boards that an installation may ask for: files of this package, with the
 * installation's names put in.
 *
 * <p>May depend on {@code crds}, the {@code apply} port, the Kubernetes model, and the JDK. The
 * files are in the resources beside this package; a test holds each alert to its page in {@code
 * docs/runbooks} and each metric to {@code docs/reference}.
 */
@NullMarked
package io.meshwright.operator.monitoring;

import org.jspecify.annotations.NullMarked;
