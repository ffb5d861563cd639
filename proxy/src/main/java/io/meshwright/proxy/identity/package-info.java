/**
 * Who the workload is: its key, the certificate that the control plane's certificate authority
 * issues for it, and the roots of the mesh. Provides the secrets {@code default} and {@code
 * ROOTCA}. May depend on {@code snapshot}, gRPC and the messages of Istio's certificate service.
 */
@NullMarked
package io.meshwright.proxy.identity;

import org.jspecify.annotations.NullMarked;
