package io.meshwright.operator.healing;

import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.workload.WorkloadKey;

/**
 * A running pod with a proxy.
 *
 * @param revision that injected it
 * @param ready whether it gets requests
 */
public record ProxyPod(
    ProxyName name, String uid, WorkloadKey workload, String revision, boolean ready) {}
