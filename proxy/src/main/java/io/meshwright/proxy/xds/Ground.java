package io.meshwright.proxy.xds;

import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.dns.DnsClient;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What every source of configuration stands on.
 *
 * @param thread owns all of its state
 * @param publisher where snapshots go
 * @param dns resolves the names of clusters; closed with the source
 */
public record Ground(
    ConfigurationThread thread,
    SnapshotPublisher publisher,
    DnsClient dns,
    InstantSource clock,
    RandomGenerator random) {}
