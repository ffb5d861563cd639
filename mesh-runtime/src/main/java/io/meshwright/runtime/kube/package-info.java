/**
 * The adapters to the Kubernetes API: informers as a source of changes, token reviews, the CA's
 * Secrets, and the roots in every namespace. The only package that uses a Kubernetes client.
 *
 * <p>May depend on Fabric8's client, and on the packages whose interfaces it implements.
 */
@NullMarked
package io.meshwright.runtime.kube;

import org.jspecify.annotations.NullMarked;
